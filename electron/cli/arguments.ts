/**
 * Turns the words of the command line into one checked command. Nothing is touched on
 * disk here; whatever is wrong with the words themselves is a {@link UsageError}.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { ExportOptions } from '../../shared/export.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../shared/comparison.ts';
import { nextAt } from '../../shared/finish-by.ts';
import { OUTCOME_CODES, settledState, type OutcomeCode } from '../../shared/outcome-codes.ts';
import { exportOptions, exportPath, tableFormatOf } from './export-arguments.ts';
import { LIST_FILES_MAX, type ListChoices } from '../../shared/list-choices.ts';
import {
  COMMAND_NAMES,
  OPTION_NAMES,
  OPTIONS,
  optionsOf,
  type CommandName,
  type OptionName,
  type OptionSpec,
} from './option-table.ts';
import { parseWholeNumber } from './quantities.ts';
import { GivenOptions } from './given-options.ts';
import { parseListChoices } from './list-options.ts';
import type { OptionChanges } from './option-changes.ts';
import { codesNamed } from './outcome-names.ts';
import { parseRunOptions } from './run-options.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

/** What every fetching command can be told. */
export interface FetchArguments {
  readonly isJson: boolean;
  /** Paths as given, each with a known extension. */
  readonly exportPaths: readonly string[];
  /** Only what was named. */
  readonly options: OptionChanges;
  /** `HH:MM`; `null` for no deadline. */
  readonly finishBy: string | null;
  /** As given; read before anything is touched. */
  readonly hostLimitsPath: string | null;
  /** As given; read before anything is touched. */
  readonly recipePath: string | null;
}

export interface RunCommand extends FetchArguments {
  readonly name: 'run';
  /** Read as one list, in this order. `-` is standard input. */
  readonly listPaths: readonly string[];
  readonly choices: ListChoices;
  readonly runPath: string;
  /** Where every merged and rejected line goes; `null` for nowhere. */
  readonly reportPath: string | null;
}

export interface ResumeCommand extends FetchArguments {
  readonly name: 'resume';
  readonly runPath: string;
}

export interface AgainCommand extends FetchArguments {
  readonly name: 'again';
  readonly runPath: string;
  /** `null`: a free name beside the run. */
  readonly newRunPath: string | null;
}

export interface RetryCommand extends FetchArguments {
  readonly name: 'retry';
  /** An earlier export that becomes a run file first; `null` when it is one already. */
  readonly from: string | null;
  readonly runPath: string;
  readonly isRunPathNamed: boolean;
  /** `null`: every failed row. */
  readonly codes: readonly OutcomeCode[] | null;
}

export interface ExportCommand {
  readonly name: 'export';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null` when only the report of the list is wanted. */
  readonly outPath: string | null;
  readonly reportPath: string | null;
  /** Whether its columns are there is known when the run is open; `null` without a file to write. */
  readonly options: ExportOptions | null;
}

export interface CompareCommand {
  readonly name: 'compare';
  readonly isJson: boolean;
  readonly beforePath: string;
  readonly afterPath: string;
  readonly exportPaths: readonly string[];
  /** `null`: those that are different are shown, and all are exported. */
  readonly kinds: readonly ChangeKind[] | null;
}

export interface DemoCommand extends FetchArguments {
  readonly name: 'demo';
  readonly pages: number;
  readonly runPath: string;
}

export interface ExtractCommand {
  readonly name: 'extract';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null`: the run's own. */
  readonly recipePath: string | null;
  /** As given, each with a known extension. */
  readonly exportPaths: readonly string[];
}

export interface RecipeCommand {
  readonly name: 'recipe';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null`: standard output. */
  readonly outPath: string | null;
}

export interface ForgetHostsCommand {
  readonly name: 'forget-hosts';
  readonly isJson: boolean;
}

export type Command =
  | RunCommand
  | ResumeCommand
  | AgainCommand
  | RetryCommand
  | ExportCommand
  | ExtractCommand
  | RecipeCommand
  | DemoCommand
  | CompareCommand
  | ForgetHostsCommand
  | { readonly name: 'help'; readonly about: CommandName | null }
  | { readonly name: 'version' };

export const DEMO_PAGES_DEFAULT = 2000;
const DEMO_PAGES_RANGE = { min: 1, max: 1_000_000 };
export const DEMO_RUN_PATH = 'gleaner-demo.gleaner';
export const DEMO_EXPORT_PATH = 'gleaner-demo.csv';
const STANDARD_INPUT_RUN_PATH = 'list.gleaner';

const SEE_HELP = 'gleaner --help lists what there is.';

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
  return build(command, operands, given);
}

function build(command: CommandName, operands: readonly string[], given: GivenOptions): Command {
  const isJson = given.has('json');
  switch (command) {
    case 'run': {
      return {
        name: command,
        ...listArguments(operands, given),
        reportPath: given.one('report') ?? null,
        ...fetchArguments(given),
      };
    }
    case 'resume':
      return { name: command, runPath: runFileOperand(command, operands), ...fetchArguments(given) };
    case 'again':
      return {
        name: command,
        runPath: runFileOperand(command, operands),
        newRunPath: given.one('run-file') ?? null,
        ...fetchArguments(given),
      };
    case 'retry': {
      const only = given.one('only');
      const codes = only === undefined ? null : retriedCodes(only);
      return { name: command, ...retryPaths(operands, given), codes, ...fetchArguments(given) };
    }
    case 'compare': {
      const [beforePath, afterPath, third] = operands;
      if (beforePath === undefined || afterPath === undefined || third !== undefined)
        throw new UsageError(
          'gleaner compare needs two run files, the earlier one first.',
          'For example: gleaner compare monday.gleaner tuesday.gleaner',
        );
      const only = given.one('only');
      return {
        name: command,
        isJson,
        beforePath,
        afterPath,
        exportPaths: tableExports(given),
        kinds: only === undefined ? null : changeKinds(only),
      };
    }
    case 'export': {
      const runPath = runFileOperand(command, operands);
      const outPath = given.one('out');
      const reportPath = given.one('report') ?? null;
      if (outPath === undefined && reportPath === null) {
        throw new UsageError(
          'gleaner export needs --out F.',
          `For example: gleaner export ${runPath} --out results.csv`,
        );
      }
      return {
        name: command,
        isJson,
        runPath,
        outPath: outPath === undefined ? null : exportPath('out', outPath),
        options: outPath === undefined ? null : exportOptions(outPath, given),
        reportPath,
      };
    }
    case 'extract':
      return {
        name: command,
        isJson,
        runPath: runFileOperand(command, operands),
        recipePath: given.one('recipe') ?? null,
        exportPaths: given.all('export').map((file) => exportPath('export', file)),
      };
    case 'recipe': {
      const [action, ...files] = operands;
      if (action !== 'find') {
        throw new UsageError(
          'gleaner recipe needs the word find.',
          'For example: gleaner recipe find products.gleaner --out products.json',
        );
      }
      return {
        name: command,
        isJson,
        runPath: runFileOperand(command, files),
        outPath: given.one('out') ?? null,
      };
    }
    case 'forget-hosts':
      if (operands.length > 0)
        throw new UsageError(`gleaner forget-hosts takes no ${quoted(operands)}.`, SEE_HELP);
      return { name: command, isJson };
    case 'demo': {
      if (operands.length > 0) throw new UsageError(`gleaner demo takes no ${quoted(operands)}.`, SEE_HELP);
      const pages = given.one('pages');
      const shared = fetchArguments(given);
      return {
        name: command,
        pages: pages === undefined ? DEMO_PAGES_DEFAULT : parseWholeNumber('pages', pages, DEMO_PAGES_RANGE),
        runPath: checkedRunPath(given.one('run-file') ?? DEMO_RUN_PATH),
        ...shared,
        exportPaths: shared.exportPaths.length > 0 ? shared.exportPaths : [DEMO_EXPORT_PATH],
      };
    }
  }
}

function listArguments(
  operands: readonly string[],
  given: GivenOptions,
): Pick<RunCommand, 'listPaths' | 'choices' | 'runPath'> {
  const [first] = operands;
  if (first === undefined || operands.includes(''))
    throw new UsageError('gleaner run needs a list, or - for standard input.', SEE_HELP);
  if (operands.length > LIST_FILES_MAX)
    throw new UsageError(`gleaner run takes at most ${LIST_FILES_MAX} lists at once.`);
  if (operands.filter((operand) => operand === '-').length > 1)
    throw new UsageError('Standard input can be read only once.');
  const runPath = given.one('run-file') ?? defaultRunPath(first);
  const taken = operands.find((operand) => path.resolve(operand) === path.resolve(runPath));
  if (taken !== undefined)
    throw new UsageError(
      `${taken} is a run file already.`,
      `To go on with it: gleaner resume ${taken}\nTo fetch its addresses anew: name another file with --run-file.`,
    );
  return {
    listPaths: operands,
    choices: parseListChoices(given, operands.length),
    runPath: checkedRunPath(runPath),
  };
}

function fetchArguments(given: GivenOptions): FetchArguments {
  return {
    isJson: given.has('json'),
    exportPaths: given.all('export').map((file) => exportPath('export', file)),
    options: parseRunOptions(given),
    finishBy: finishBy(given.one('finish-by') ?? null),
    hostLimitsPath: given.one('host-limits') ?? null,
    recipePath: given.one('recipe') ?? null,
  };
}

function finishBy(text: string | null): string | null {
  if (text === null || nextAt(text, 0) !== null) return text;
  throw new UsageError(`--finish-by must be a time of the day such as 18:00, not "${text}".`);
}

/**
 * parseArgs in its lenient mode only cuts the words up. Its strict mode would answer
 * `--concurrency -5` with a lecture on ambiguity instead of the allowed range.
 */
function readTokens(argv: readonly string[]): { words: string[]; given: GivenOptions } {
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

function commandName(word: string): CommandName {
  const known = COMMAND_NAMES.find((one) => one === word);
  if (known !== undefined) return known;
  throw new UsageError(
    `There is no command "${word}".`,
    didYouMean(word, COMMAND_NAMES, 'gleaner ') || SEE_HELP,
  );
}

function onlyOperand(command: CommandName, operands: readonly string[], what: string): string {
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

function runFileOperand(command: CommandName, operands: readonly string[]): string {
  return onlyOperand(command, operands, 'a run file (F.gleaner)');
}

function retryPaths(
  operands: readonly string[],
  given: GivenOptions,
): Pick<RetryCommand, 'from' | 'runPath' | 'isRunPathNamed'> {
  const file = onlyOperand('retry', operands, 'a run file (F.gleaner), or an earlier export (F.csv)');
  const named = given.one('run-file');
  if (/\.csv$/iu.test(file)) {
    const runPath = checkedRunPath(named ?? defaultRunPath(file));
    return { from: file, runPath, isRunPathNamed: named !== undefined };
  }
  if (named === undefined) return { from: null, runPath: file, isRunPathNamed: false };
  throw new UsageError(
    `--run-file says where the run of an earlier export (F.csv) goes, but ${file} is none.`,
  );
}

function isRunPath(file: string): boolean {
  return path.extname(file).toLowerCase() === '.gleaner';
}

/** `products.csv.gz` becomes `products.gleaner`: the compression is not part of the list's name. Of several the first counts. */
function defaultRunPath(listPath: string): string {
  if (listPath === '-') return STANDARD_INPUT_RUN_PATH;
  const { dir, name } = path.parse(listPath.replace(/\.gz$/iu, ''));
  return path.join(dir, `${name}.gleaner`);
}

function checkedRunPath(runPath: string): string {
  if (isRunPath(runPath)) return runPath;
  throw new UsageError(`--run-file must end in .gleaner, not "${runPath}".`);
}

const RETRIED_CODES = OUTCOME_CODES.filter((code) => settledState(code) !== 'ok');

/** Each code once, however often it was named. */
function retriedCodes(only: string): readonly OutcomeCode[] {
  const codes = only
    .split(',')
    .flatMap((name) =>
      codesNamed('--only', name.trim(), RETRIED_CODES, 'code of a failure and no class of them'),
    );
  return [...new Set(codes)];
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(' ');
}

function changeKinds(text: string): readonly ChangeKind[] {
  return text.split(',').map((word) => {
    const kind = CHANGE_KINDS.find((one) => one === word.trim());
    if (kind !== undefined) return kind;
    throw new UsageError(
      `--only takes ${CHANGE_KINDS.join(', ')}, not "${word.trim()}".`,
      didYouMean(word.trim(), CHANGE_KINDS),
    );
  });
}

/** @throws {UsageError} For a format that is no table. */
function tableExports(given: GivenOptions): readonly string[] {
  const files = given.all('export');
  for (const file of files) tableFormatOf(file);
  return files;
}
