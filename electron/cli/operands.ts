/** The words behind the command: files, mostly one. */
import { SEE_HELP } from './command-words.ts';
import type { CommandName } from './option-table.ts';
import { UsageError } from './usage-error.ts';

/** @param what Is needed. @throws {UsageError} For none, and for more than one. */
export function onlyOperand(command: CommandName, operands: readonly string[], what: string): string {
  const [operand, ...more] = operands;
  if (operand === undefined || operand === '')
    throw new UsageError(`gleaner ${command} needs ${what}.`, SEE_HELP);
  if (more.length > 0) {
    throw new UsageError(
      `gleaner ${command} takes one file, not also ${quoted(more)}.`,
      'A name with spaces needs quotes around it.',
    );
  }
  return operand;
}

/** @throws {UsageError} As {@link onlyOperand} */
export function runFileOperand(command: CommandName, operands: readonly string[]): string {
  return onlyOperand(command, operands, 'a run file (F.gleaner)');
}

/** @throws {UsageError} For any. */
export function noOperands(command: CommandName, operands: readonly string[]): void {
  if (operands.length > 0) throw new UsageError(`gleaner ${command} takes no ${quoted(operands)}.`, SEE_HELP);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' ');
}
