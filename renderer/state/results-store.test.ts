import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResultRow } from '../../shared/rows.ts';
import type { Api } from '../api/bridge.ts';
import { createResultsModel } from './results-store.ts';

const row = (rowId: number, outcome: ResultRow['outcome'] = null): ResultRow => ({
  rowId,
  line: rowId + 1,
  url: `https://shop.example/${rowId}`,
  outcome,
  lastCode: outcome,
  status: null,
  finalUrl: null,
  contentType: null,
  bytes: null,
  durationMs: null,
  attempts: 0,
  error: null,
  title: null,
  fields: [],
});

/** An engine with `count` rows per view; rows below `settled` are ok. */
function setup(count = 1000) {
  const engine = { settled: 0, views: 0, reads: 0, search: '' };
  const api = {
    call: async (name: string, input: Record<string, unknown>) => {
      if (name === 'rows.view') {
        engine.views += 1;
        engine.search = (input['filter'] as { search: string }).search;
        return { viewId: engine.views, count };
      }
      engine.reads += 1;
      const from = input['from'] as number;
      const length = Math.min(input['count'] as number, count - from);
      return Array.from({ length }, (_, at) => row(from + at, from + at < engine.settled ? 'ok' : null));
    },
    on: () => () => undefined,
    openDropped: async () => null,
    newId: () => 'id',
    // The generic signature of `call` cannot be met by a recording stand-in.
  } as unknown as Api;
  const results = createResultsModel({ api, now: () => Date.now() });
  return { engine, results };
}

async function opened(count?: number) {
  const made = setup(count);
  made.results.reset(true);
  await vi.advanceTimersByTimeAsync(0);
  made.results.setVisible(0, 20, 0);
  await vi.advanceTimersByTimeAsync(0);
  return made;
}

describe('results', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads rows on screen again at most three times a second, however many batches come', async () => {
    const { engine, results } = await opened();
    const before = engine.reads;

    for (let ms = 0; ms < 2000; ms += 66) {
      engine.settled = ms;
      results.onProgress(ms);
      await vi.advanceTimersByTimeAsync(66);
    }

    expect(engine.reads - before).toBeLessThanOrEqual(6);
    expect(results.row(5)?.outcome).toBe('ok');
  });

  it('keeps the object of a row that did not change, so that it is not drawn again', async () => {
    const { engine, results } = await opened();
    const [first, second] = [results.row(0), results.row(1)];

    engine.settled = 1;
    results.onProgress(1);
    await vi.advanceTimersByTimeAsync(1000);

    expect(results.row(0)).not.toBe(first);
    expect(results.row(1)).toBe(second);
  });

  it('does not make the view of all rows in list order again', async () => {
    const { engine, results } = await opened();

    for (let settled = 1; settled < 100; settled += 1) {
      results.onProgress(settled);
      await vi.advanceTimersByTimeAsync(100);
    }

    expect(engine.views).toBe(1);
  });

  it('leaves a filtered view alone while the user is down in it, and says that there is more', async () => {
    const { engine, results } = await opened();
    results.setOutcome('failed');
    await vi.advanceTimersByTimeAsync(0);
    results.setVisible(300, 320, 8400);
    const { views } = engine;

    results.onProgress(50);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(engine.views).toBe(views);
    expect(results.store.getState().isBehind).toBe(true);

    results.setVisible(0, 20, 0);
    await vi.advanceTimersByTimeAsync(0);
    expect(results.store.getState().isBehind).toBe(false);
  });

  it('searches once for a word and not for each of its letters', async () => {
    const { engine, results } = await opened();
    const { views } = engine;

    for (const typed of ['s', 'so', 'soc', 'sock']) {
      results.setSearch(typed);
      await vi.advanceTimersByTimeAsync(50);
    }
    await vi.advanceTimersByTimeAsync(1000);

    expect(engine.views).toBe(views + 1);
    expect(engine.search).toBe('sock');
  });

  it('reads what a jump of the scroll bar brings into view', async () => {
    const { results } = await opened(1_000_000);

    results.setVisible(700_050, 700_070, 700_050 * 28);
    await vi.advanceTimersByTimeAsync(0);

    expect(results.row(700_060)?.rowId).toBe(700_060);
  });
});
