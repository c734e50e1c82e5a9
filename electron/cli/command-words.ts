/** Cuts the command line into words, and options with their values. */
import { parseArgs } from 'node:util';
import { GivenOptions } from './given-options.ts';
import {
  COMMAND_NAMES,
  OPTION_NAMES,
  OPTIONS,
  type CommandName,
  type OptionName,
  type OptionSpec,
} from './option-table.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export const SEE_HELP = 'gleaner --help lists what there is.';

/**
 * parseArgs in its lenient mode only cuts the words up. Its strict mode would answer
 * `--concurrency -5` with a lecture on ambiguity instead of the allowed range.
 */
export function readTokens(argv: readonly string[]): { words: string[]; given: GivenOptions } {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: OPTIONS[name].type }])),
      help: { type: 'boolean', short: 'h' },
    },
  });

  const words: string[] = [];
  const given = new GivenOptions();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const name = optionName(token.name, token.rawName);
    const spec: OptionSpec = OPTIONS[name];
    if (spec.type === 'boolean') {
      if (token.value !== undefined) throw new UsageError(`--${name} takes no value.`);
      given.add(name, '');
      continue;
    }
    // `--out --json` forgot a value; `--out=--json` means it.
    if (token.value === undefined || (!token.inlineValue && token.value.startsWith('--'))) {
      throw new UsageError(`--${name} needs a value: --${name} ${spec.value ?? 'VALUE'}`);
    }
    given.add(name, token.value);
  }
  return { words, given };
}

function optionName(name: string, rawName: string): OptionName {
  // A name from the command line may be `constructor`, so only own keys count.
  const known = OPTION_NAMES.find((one) => one === name);
  if (known !== undefined) return known;
  throw new UsageError(`There is no option ${rawName}.`, didYouMean(name, OPTION_NAMES, '--') || SEE_HELP);
}

/** @throws {UsageError} */
export function commandName(word: string): CommandName {
  const known = COMMAND_NAMES.find((one) => one === word);
  if (known !== undefined) return known;
  throw new UsageError(
    `There is no command "${word}".`,
    didYouMean(word, COMMAND_NAMES, 'gleaner ') || SEE_HELP,
  );
}
