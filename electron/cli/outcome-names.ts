/** Outcome codes as they are typed: one code, or a class of them (`timeout` is every `timeout.*`). */
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param option What stands before the colon of a refusal: `--only`.
 * @param allowed The codes that make sense there.
 * @param what What a name must be: `code of a failure`.
 * @returns The code, or those of its class, in the order of `allowed`.
 * @throws {UsageError} When it names none of them.
 */
export function codesNamed(
  option: string,
  name: string,
  allowed: readonly OutcomeCode[],
  what: string,
): readonly OutcomeCode[] {
  const codes = allowed.filter((code) => code === name || classOf(code) === name);
  if (codes.length > 0) return codes;
  throw new UsageError(
    `${option}: "${name}" is no ${what}.`,
    didYouMean(name, [...allowed, ...new Set(allowed.map(classOf))]) ||
      'Codes look like http.server_error, classes like timeout; the summary of a run lists the codes it had.',
  );
}

function classOf(code: OutcomeCode): string {
  return code.split('.', 1)[0] ?? code;
}
