/** From the words of the command line to an exit status; everything that can go wrong ends here in words. */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { nextAt } from '../../shared/finish-by.ts';
import { parseCommandLine } from './arguments.ts';
import type { Command, FetchArguments } from './command.ts';
import { again } from './commands/again.ts';
import { compare } from './commands/compare.ts';
import { demo } from './commands/demo.ts';
import { exportRows } from './commands/export.ts';
import { extract } from './commands/extract.ts';
import { recipe } from './commands/recipe.ts';
import { forgetHosts } from './commands/forget-hosts.ts';
import { resume } from './commands/resume.ts';
import { retry } from './commands/retry.ts';
import { run } from './commands/run.ts';
import type { CliContext } from './context.ts';
import { ExitStatus, exitStatusOfError } from './exit-status.ts';
import { commandHelp, generalHelp } from './help.ts';
import { InterruptedError } from './interrupt.ts';
import { withHostLimits } from './host-limits.ts';
import { JsonOutput } from './json-output.ts';
import { ProgressBar } from './progress-bar.ts';
import type { Reporter } from './reporter.ts';
import { withRecipe } from './recipe-file.ts';
import { Session } from './session.ts';
import { errorText } from './summary.ts';
import { gleanerVersion } from './version.ts';

type WorkingCommand = Exclude<Command, { name: 'help' | 'version' }>;

/** Never rejects. */
export async function runCommandLine(argv: readonly string[], context: CliContext): Promise<ExitStatus> {
  let command: Command;
  try {
    command = parseCommandLine(argv);
  } catch (error) {
    context.stderr.write(errorText(describe(error)));
    return exitStatusOfError(error);
  }
  switch (command.name) {
    case 'help':
      context.stdout.write(command.about === null ? generalHelp() : commandHelp(command.about));
      return ExitStatus.Ok;
    case 'version':
      context.stdout.write(`gleaner ${gleanerVersion()}\n`);
      return ExitStatus.Ok;
    default:
      return work(command, context);
  }
}

async function work(command: WorkingCommand, context: CliContext): Promise<ExitStatus> {
  const reporter = createReporter(command.isJson, context);
  let session: Session | null = null;
  let hasCrashed = false;
  context.crashed.catch(() => (hasCrashed = true));
  try {
    session = new Session(context, reporter);
    const deadlineAtMs = 'finishBy' in command ? deadlineOf(command.finishBy) : null;
    if (deadlineAtMs !== null) session.finishBy(deadlineAtMs);
    return await Promise.race([perform(command, session, reporter, context), context.crashed]);
  } catch (error) {
    if (error instanceof InterruptedError) {
      reporter.failed({ code: ErrorCode.Cancelled, message: 'Interrupted.', advice: '' });
      return ExitStatus.Interrupted;
    }
    reporter.failed(describe(error));
    return exitStatusOfError(error);
  } finally {
    // An engine that lost its footing is not asked to end in good order: what is settled is written.
    if (!hasCrashed) await session?.dispose();
  }
}

function deadlineOf(finishBy: string | null): number | null {
  return finishBy === null ? null : nextAt(finishBy, Date.now());
}

async function perform(
  command: WorkingCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  switch (command.name) {
    case 'run':
      return run(await withFiles(command, context), session, reporter, context);
    case 'resume':
      return resume(await withFiles(command, context), session, reporter, context);
    case 'retry':
      return retry(await withFiles(command, context), session, reporter, context);
    case 'again':
      return again(await withFiles(command, context), session, reporter, context);
    case 'export':
      return exportRows(command, session, reporter, context);
    case 'compare':
      return compare(command, session, reporter, context);
    case 'extract':
      return extract(command, session, reporter, context);
    case 'recipe':
      return recipe(command, session, reporter, context);
    case 'forget-hosts':
      return forgetHosts(session, reporter);
    case 'demo':
      return demo(await withRecipe(command, context.folder), session, reporter, context);
  }
}

/** With what the files say that the command names. */
async function withFiles<Fetching extends FetchArguments>(
  command: Fetching,
  { folder }: CliContext,
): Promise<Fetching> {
  return withRecipe(await withHostLimits(command, folder), folder);
}

function createReporter(isJson: boolean, context: CliContext): Reporter {
  const { stdout, stderr, nowMs, program, folder, isUnicode } = context;
  return isJson
    ? new JsonOutput({ stdout, stderr, nowMs, program })
    : new ProgressBar({ stderr, nowMs, isUnicode, style: { program, folder } });
}

/** A bug shows its stack: here the terminal is the log. */
function describe(error: unknown): ReturnType<typeof AppError.toWire> {
  if (error instanceof AppError) return AppError.toWire(error);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    code: ErrorCode.Internal,
    message: 'Unexpected error. This is a fault of Gleaner.',
    advice: stack,
  };
}
