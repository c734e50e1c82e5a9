/**
 * Turns the words of the command line into one checked command. Nothing is touched on
 * disk here; whatever is wrong with the words themselves is a {@link UsageError}.
 */
import type { Command } from './command.ts';
import { commandName, readTokens, SEE_HELP } from './command-words.ts';
import { againCommand, demoCommand, resumeCommand, retryCommand, runCommand } from './fetching-commands.ts';
import {
  compareCommand,
  exportCommand,
  extractCommand,
  forgetHostsCommand,
  recipeCommand,
} from './finished-run-commands.ts';
import type { GivenOptions } from './given-options.ts';
import { optionsOf, type CommandName } from './option-table.ts';
import { UsageError } from './usage-error.ts';

/** @throws {UsageError} With a message that names what is wrong and what would be right. */
export function parseCommandLine(argv: readonly string[]): Command {
  const { words, given } = readTokens(argv);
  const [first, ...operands] = words;

  if (given.has('version')) return { name: 'version' };
  if (first === undefined) {
    if (given.has('help')) return { name: 'help', about: null };
    throw new UsageError('No command was given.', SEE_HELP);
  }
  if (first === 'help')
    return { name: 'help', about: operands[0] === undefined ? null : commandName(operands[0]) };

  const command = commandName(first);
  if (given.has('help')) return { name: 'help', about: command };
  for (const name of given.names()) {
    if (!optionsOf(command).includes(name)) {
      throw new UsageError(
        `gleaner ${command} has no option --${name}.`,
        `gleaner ${command} --help lists its options.`,
      );
    }
  }
  return BUILDERS[command](operands, given);
}

const BUILDERS: Readonly<Record<CommandName, (operands: readonly string[], given: GivenOptions) => Command>> =
  {
    run: runCommand,
    resume: resumeCommand,
    again: againCommand,
    retry: retryCommand,
    demo: demoCommand,
    export: exportCommand,
    extract: extractCommand,
    recipe: recipeCommand,
    compare: compareCommand,
    'forget-hosts': forgetHostsCommand,
  };
