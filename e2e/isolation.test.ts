/**
 * One bad address must not touch another: a thousand failing URLs of every kind among
 * four thousand good ones, through the engine as the window and the command line use it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '../electron/engine/engine.ts';
import { DEFAULT_OPTIONS } from '../shared/options.ts';
import type { RunTotals } from '../shared/progress.ts';
import type { ResultRow } from '../shared/rows.ts';
import { ROWS_READ_MAX } from '../shared/rows.ts';
import { startFaultServer, mixedList, type FaultServer, type MixedLine } from './servers/fault-server.ts';
import { FAULT_LIMITS, goodTitle, type Fault } from './servers/fault.ts';
import { expectedAttempts, expectedCounts, EXACT_FAULTS, FAULTS } from './servers/fault-table.ts';

const FAILING = 1000;
const GOOD = 4000;
/** One more try is all that the faults need that end well; the others settle with their first. */
const RETRIES = 1;
const SEED = 20_260_101;

let folder: string;
let server: FaultServer;
let engine: Engine;
let list: readonly MixedLine[];
let totals: RunTotals;
let rows: readonly ResultRow[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-isolation-'));
  server = await startFaultServer();
  list = shuffled(mixedList(server, { failing: FAILING, good: GOOD }), SEED);
  const listPath = join(folder, 'list.txt');
  writeFileSync(listPath, list.map(({ url }) => url).join('\n'));
  totals = await new Promise((resolve, reject) => {
    engine = createEngine({
      emit: (name, payload) => {
        // The payload of this event.
        if (name === 'run.finished') resolve((payload as { totals: RunTotals }).totals);
      },
    });
    startRun(listPath).catch(reject);
  });
  rows = await allRows();
}, 60_000);

afterAll(async () => {
  await engine.dispose();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function startRun(listPath: string): Promise<void> {
  const { draftId } = await engine.handlers['import.run']({
    importId: 'import',
    listPaths: [listPath],
    name: 'list.txt',
    folder,
    removeListAfter: false,
    runPath: null,
    replaceUnfinished: false,
  });
  await engine.handlers['run.start']({
    draftId,
    options: {
      ...DEFAULT_OPTIONS,
      ...FAULT_LIMITS,
      concurrency: 160,
      perHost: 160,
      retries: RETRIES,
      adapt: false,
    },
  });
}

async function allRows(): Promise<ResultRow[]> {
  const { viewId, count } = await engine.handlers['rows.view']({
    filter: { outcome: 'all', code: null, search: '' },
    sort: { column: 'line', direction: 'asc' },
  });
  const read: ResultRow[] = [];
  for (let from = 0; from < count; from += ROWS_READ_MAX)
    read.push(...(await engine.handlers['rows.read']({ viewId, from, count: ROWS_READ_MAX })));
  return read;
}

/** Fisher and Yates with a generator that gives the same order for the same seed (Park and Miller's). */
function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const result = [...items];
  let state = seed;
  for (let last = result.length - 1; last > 0; last--) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (last + 1);
    [result[last], result[other]] = [result[other]!, result[last]!];
  }
  return result;
}

describe('a thousand failing URLs among four thousand good ones', () => {
  it('leaves every good row ok, with its own page', () => {
    const wrong = list.flatMap(({ fault, url }, index) => {
      const { outcome, title, error } = rows[index]!;
      const isRight = outcome === 'ok' && title === goodTitle(numberOf(url)) && error === null;
      return fault !== null || isRight ? [] : [{ url, outcome, title, error }];
    });

    expect(wrong).toEqual([]);
  });

  it.each(FAULTS)('ends every row of $name as $expectedCodes', (fault) => {
    const found = rowsOf(fault);
    const wrong = found.filter(({ outcome }) => outcome === null || !fault.expectedCodes.includes(outcome));

    expect(found.length).toBeGreaterThan(2);
    expect(wrong.map(({ outcome, error }) => ({ outcome, error }))).toEqual([]);
  });

  it.each(FAULTS.filter(({ title }) => title !== undefined))('gets the page of $name', (fault) => {
    const wrong = rowsOf(fault).filter(({ url, title }) => title !== fault.title?.(numberOf(url)));

    expect(wrong.map(({ title, error }) => ({ title, error }))).toEqual([]);
  });

  it('tries each row as often as its outcome deserves', () => {
    const wrong = list.flatMap(({ fault, url }, index) => {
      const { attempts } = rows[index]!;
      const expected = fault === null ? 1 : expectedAttempts(fault, RETRIES);
      return attempts === expected || fault?.host === 'unknown' ? [] : [{ url, attempts, expected }];
    });

    expect(wrong).toEqual([]);
  });

  it('keeps the order and the numbers of the lines', () => {
    expect(rows.map(({ line, url }) => [line, url])).toEqual(list.map(({ url }, index) => [index + 1, url]));
  });

  it('counts every row exactly once', () => {
    const { ok, ...failures } = countsOf(rows);

    expect(totals).toMatchObject({
      lines: FAILING + GOOD,
      rows: FAILING + GOOD,
      merged: 0,
      rejected: 0,
      ok,
      failed: FAILING + GOOD - ok!,
      skipped: 0,
      pending: 0,
      inFlight: 0,
    });
    expect(totals.failures).toEqual(failures);
  });

  it('ends as many rows with each code as the list should', () => {
    expect(countsOf(rows.filter((_, index) => isExact(list[index]!)))).toEqual(
      expectedCounts(list.filter(isExact)),
    );
  });

  it('agrees with what the server says it served', () => {
    const attempts = new Map<string, number>();
    for (const [index, { fault }] of list.entries()) {
      const name = fault?.name ?? 'good';
      attempts.set(name, (attempts.get(name) ?? 0) + rows[index]!.attempts);
    }
    const served = server.served();
    for (const fault of FAULTS) {
      const count = attempts.get(fault.name) ?? 0;
      const requests = served[fault.name] ?? 0;
      if (fault.serve === undefined) expect(requests, fault.name).toBe(0);
      else expect(requests, fault.name).toBeGreaterThanOrEqual(count);
      if (fault.mayAskTwice !== true) expect(requests, fault.name).toBeLessThanOrEqual(count);
    }
    // Each of these redirects ended on a good page.
    expect(served['good']).toBe(attempts.get('good')! + attempts.get('redirect-to-good')!);
  });
});

function rowsOf(fault: Fault): readonly ResultRow[] {
  return rows.filter((_, index) => list[index]!.fault === fault);
}

/** A row without an outcome would be counted as `null`, which no list should end with. */
function countsOf(counted: readonly ResultRow[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome } of counted) counts[String(outcome)] = (counts[String(outcome)] ?? 0) + 1;
  return counts;
}

/** Whether its code does not depend on the machine. */
function isExact({ fault }: MixedLine): boolean {
  return fault === null || EXACT_FAULTS.includes(fault);
}

function numberOf(url: string): number {
  return Number(url.slice(url.lastIndexOf('/') + 1));
}
