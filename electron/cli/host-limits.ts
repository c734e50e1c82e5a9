/** Reads the file that `--host-limits` names. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseHostRules } from '../../shared/host-rules.ts';
import type { HostRule } from '../../shared/options.ts';
import type { FetchArguments } from './command.ts';
import { UsageError } from './usage-error.ts';

const EXAMPLE = '[{"pattern": "*.shop.example", "perHost": 4, "ratePerSec": 2, "adapt": false}]';

/**
 * @returns `command` with the limits among its options.
 * @throws {UsageError} With the number of the entry that is wrong.
 */
export async function withHostLimits<Command extends FetchArguments>(
  command: Command,
  folder: string,
): Promise<Command> {
  if (command.hostLimitsPath === null) return command;
  const hostRules = await readHostLimits(command.hostLimitsPath, folder);
  return { ...command, options: { ...command.options, hostRules } };
}

async function readHostLimits(file: string, folder: string): Promise<readonly HostRule[]> {
  let text: string;
  try {
    text = await readFile(path.resolve(folder, file), 'utf8');
  } catch (error) {
    throw new UsageError(`--host-limits ${file} cannot be read: ${(error as Error).message}`);
  }
  const parsed = parseHostRules(parseJson(file, text));
  if (!parsed.isValid) throw new UsageError(`--host-limits ${file}: ${parsed.problem}.`, `As in ${EXAMPLE}`);
  return parsed.rules;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\u{feff}/u, ''));
  } catch (error) {
    throw new UsageError(
      `--host-limits ${file} is not JSON: ${(error as Error).message}`,
      `As in ${EXAMPLE}`,
    );
  }
}
