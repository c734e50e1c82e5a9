/** Run files made in a line, and tampering with them as a stranger would. For tests only. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Draft } from '../ledger/draft.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import type { AttemptResult, FinishedAttempt } from '../ledger/work-ledger.ts';

/** A run file in `folder` whose lines are `urls`; all on the first one's origin unless they say otherwise. */
export function createRunFile(folder: string, urls: readonly string[], name = 'run'): string {
  const draft = new Draft(randomUUID(), folder);
  draft.setColumns('url', ['name']);
  for (const [index, url] of urls.entries())
    draft.addRow(index + 1, url, draft.addHost(new URL(url).origin), [`row ${index}`]);
  draft.finish(`${name}.txt`);
  const path = join(folder, `${name}.gleaner`);
  draft.moveTo(path);
  return path;
}

/** Runs `sql` on the file at `path`, past everything that guards it. */
export function tamper(path: string, sql: string): void {
  const database = openDatabase(path);
  database.exec(sql);
  database.close();
}

export function attempt(
  rowId: number,
  result: Partial<AttemptResult> = {},
  facts: Partial<Omit<FinishedAttempt, 'result'>> = {},
): FinishedAttempt {
  return {
    rowId,
    isSettled: true,
    startedAtMs: 1_900_000_000_000 + rowId,
    durationMs: 12,
    page: null,
    ...facts,
    result: {
      code: 'ok',
      status: 200,
      bytes: 100,
      contentType: 'text/html',
      finalUrl: null,
      hops: [],
      error: null,
      title: null,
      phases: { waitMs: 0, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, bodyMs: 2 },
      retryAfter: null,
      ...result,
    },
  };
}
