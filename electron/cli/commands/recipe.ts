/** `gleaner recipe find F.gleaner [--out R.json]` */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { recipeFileText } from '../../../shared/recipe-file.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { RecipeCommand } from '../command.ts';
import type { CliContext } from '../context.ts';
import { ExitStatus } from '../exit-status.ts';
import { openRun } from '../open-run.ts';
import type { Reporter } from '../reporter.ts';
import type { Session } from '../session.ts';

/** With more hosts a recipe is for all. */
const HOSTS_NAMED = 20;

export async function recipe(
  command: RecipeCommand,
  session: Session,
  reporter: Reporter,
  context: CliContext,
): Promise<ExitStatus> {
  const runPath = path.resolve(context.folder, command.runPath);
  await openRun(session, reporter, context, runPath);
  const found = await session.handlers['recipe.find']({});
  if (found.pages === 0) {
    throw new AppError(ErrorCode.NotFound, 'The run has no pages to look at.', {
      advice: 'Run it first; a sample of its pages is kept whatever else is.',
    });
  }
  reporter.proposed(found);
  if (found.proposals.length === 0) {
    throw new AppError(ErrorCode.NotFound, 'The pages offer no product data.', {
      advice: 'Write the columns yourself, by CSS selector, XPath, regular expression or JSONPath.',
    });
  }
  const made: Recipe = {
    name: path.parse(runPath).name,
    hosts: await hostsOf(session),
    columns: found.proposals.map(({ column }) => column),
  };
  await write(recipeFileText(made), command, context);
  return ExitStatus.Ok;
}

async function hostsOf(session: Session): Promise<readonly string[]> {
  const { hosts, count } = await session.handlers['hosts.read']({ search: '', from: 0, count: HOSTS_NAMED });
  return count > HOSTS_NAMED ? [] : hosts.map(({ origin }) => new URL(origin).host);
}

/** Without `--out` it goes to standard output, unless that is for objects of `--json`. */
async function write(text: string, { outPath, isJson }: RecipeCommand, context: CliContext): Promise<void> {
  if (outPath === null) {
    if (!isJson) context.stdout.write(text);
    return;
  }
  try {
    await writeFile(path.resolve(context.folder, outPath), text);
  } catch (error) {
    throw new AppError(ErrorCode.FileUnwritable, `${outPath} cannot be written.`, {
      cause: error,
      advice: 'Choose another place with --out.',
    });
  }
}
