/** A run again: a new run file with the rows of an earlier one, and what that knew of their pages. */
import { randomUUID } from 'node:crypto';
import { basename, dirname } from 'node:path';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import { copyRows } from '../ledger/copy-rows.ts';
import { Draft } from '../ledger/draft.ts';
import { openRunFile } from '../ledger/open-run-file.ts';
import { MetaKey } from '../ledger/schema.ts';
import { stemOf } from '../pages/page-places.ts';
import type { RunSession } from '../run/run-session.ts';
import { assertReplaceable, placeOf } from './run-file-place.ts';

/**
 * @param open The run that is open now; it may be the one that is repeated.
 * @returns The path of the new run file. Whatever fails leaves no file behind.
 * @throws AppError as the `run.again` request
 */
export async function repeatRun(
  { path, runPath, replaceUnfinished, options }: EngineRequests['run.again']['input'],
  open: RunSession | null,
): Promise<string> {
  const earlier = open?.path === path ? open.snapshot() : factsOf(path);
  const folder = dirname(runPath ?? earlier.path);
  const place = { folder, runPath, replaceUnfinished };
  assertReplaceable(place);
  const all = { ...earlier.options, ...options };
  // The earlier run's pages are looked for beside the new run file only.
  const isBeside = folder === dirname(earlier.path);
  const draft = new Draft(randomUUID(), folder);
  try {
    const asksFor = all.keep === 'off' ? 'all' : isBeside ? 'kept' : 'none';
    await draft.fillWith((database) => copyRows(database, earlier.path, asksFor));
    draft.finish(earlier.name, {
      [MetaKey.Options]: JSON.stringify(all),
      ...(isBeside ? { [MetaKey.EarlierRun]: basename(earlier.path) } : {}),
    });
    const newPath = placeOf(place, stemOf(earlier.path));
    draft.moveTo(newPath);
    return newPath;
  } catch (error) {
    draft.discard();
    throw error;
  }
}

/** Brings a file of an older Gleaner up to date, too. */
function factsOf(path: string): Pick<ReturnType<RunSession['snapshot']>, 'path' | 'name' | 'options'> {
  const file = openRunFile(path);
  try {
    const { name, options } = file.readFacts();
    return { path: file.path, name, options };
  } finally {
    file.close();
  }
}
