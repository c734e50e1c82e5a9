/** The words of the commands that fetch: run, resume, again, retry and demo. */
import path from 'node:path';
import { nextAt } from '../../shared/finish-by.ts';
import { LIST_FILES_MAX } from '../../shared/list-choices.ts';
import { OUTCOME_CODES, settledState, type OutcomeCode } from '../../shared/outcome-codes.ts';
import type {
  AgainCommand,
  DemoCommand,
  FetchArguments,
  ResumeCommand,
  RetryCommand,
  RunCommand,
} from './command.ts';
import { SEE_HELP } from './command-words.ts';
import { exportPath } from './export-arguments.ts';
import type { GivenOptions } from './given-options.ts';
import { parseListChoices } from './list-options.ts';
import { noOperands, onlyOperand, runFileOperand } from './operands.ts';
import { codesNamed } from './outcome-names.ts';
import { parseWholeNumber } from './quantities.ts';
import { parseRunOptions } from './run-options.ts';
import { checkedRunPath, defaultRunPath } from './run-paths.ts';
import { UsageError } from './usage-error.ts';

const DEMO_PAGES_DEFAULT = 2000;
const DEMO_PAGES_RANGE = { min: 1, max: 1_000_000 };
const DEMO_RUN_PATH = 'gleaner-demo.gleaner';
const DEMO_EXPORT_PATH = 'gleaner-demo.csv';
const RETRIED_CODES = OUTCOME_CODES.filter((code) => settledState(code) !== 'ok');

export function runCommand(operands: readonly string[], given: GivenOptions): RunCommand {
  return {
    name: 'run',
    ...listArguments(operands, given),
    reportPath: given.one('report') ?? null,
    ...fetchArguments(given),
  };
}

export function resumeCommand(operands: readonly string[], given: GivenOptions): ResumeCommand {
  return { name: 'resume', runPath: runFileOperand('resume', operands), ...fetchArguments(given) };
}

export function againCommand(operands: readonly string[], given: GivenOptions): AgainCommand {
  return {
    name: 'again',
    runPath: runFileOperand('again', operands),
    newRunPath: given.one('run-file') ?? null,
    ...fetchArguments(given),
  };
}

export function retryCommand(operands: readonly string[], given: GivenOptions): RetryCommand {
  const only = given.one('only');
  const codes = only === undefined ? null : retriedCodes(only);
  return { name: 'retry', ...retryPaths(operands, given), codes, ...fetchArguments(given) };
}

export function demoCommand(operands: readonly string[], given: GivenOptions): DemoCommand {
  noOperands('demo', operands);
  const pages = given.one('pages');
  const shared = fetchArguments(given);
  return {
    name: 'demo',
    pages: pages === undefined ? DEMO_PAGES_DEFAULT : parseWholeNumber('pages', pages, DEMO_PAGES_RANGE),
    runPath: checkedRunPath(given.one('run-file') ?? DEMO_RUN_PATH),
    ...shared,
    exportPaths: shared.exportPaths.length > 0 ? shared.exportPaths : [DEMO_EXPORT_PATH],
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

/** Each code once, however often it was named. */
function retriedCodes(only: string): readonly OutcomeCode[] {
  const codes = only
    .split(',')
    .flatMap((name) =>
      codesNamed('--only', name.trim(), RETRIED_CODES, 'code of a failure and no class of them'),
    );
  return [...new Set(codes)];
}
