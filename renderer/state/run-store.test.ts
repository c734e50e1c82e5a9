import { describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { FailureAlarm, PausedHost, ProgressBatch, RunTotals } from '../../shared/progress.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import { EMPTY_TOTALS } from './run-state.ts';
import { createRunModel } from './run-store.ts';

const TOTALS: RunTotals = {
  ...EMPTY_TOTALS,
  lines: 5000,
  rows: 5000,
  ok: 3000,
  pending: 2000,
  inFlight: 8,
};

const snapshot = (part: Partial<RunSnapshot> = {}): RunSnapshot => ({
  runId: 'one',
  name: 'products.txt',
  path: '/runs/products.gleaner',
  state: 'running',
  options: DEFAULT_OPTIONS,
  totals: TOTALS,
  elapsedMs: 9000,
  round: 0,
  salvage: null,
  earlierPath: null,
  ...part,
});

const batch = (part: Partial<ProgressBatch> = {}): ProgressBatch => ({
  runId: 'one',
  seq: 1,
  elapsedMs: 9500,
  state: 'running',
  totals: TOTALS,
  ratePerSec: 400,
  failedPerSec: 0,
  forecast: null,
  advice: null,
  parked: [],
  parkedCount: 0,
  robots: null,
  hold: null,
  pauseReason: null,
  sample: null,
  pausedHosts: [],
  pausedHostCount: 0,
  userPausedHosts: { count: 0, pendingRows: 0 },
  phases: { total: { count: 3000, p50Ms: 80, p95Ms: 300, p99Ms: 900 } },
  ...part,
});

const ALARM: FailureAlarm = { code: 'http.forbidden', failedAnswers: 834, answers: 1000 };
const PAUSED_HOST: PausedHost = {
  origin: 'https://shop.example',
  sinceMs: 1,
  cause: 'failures',
  alarm: ALARM,
  pendingRows: 12,
  sample: null,
};

function setup() {
  const calls: [name: string, input: unknown][] = [];
  let nowMs = 100_000;
  const api = {
    call: async (name: string, input: unknown) => {
      calls.push([name, input]);
      return name === 'run.resume' ? snapshot() : null;
    },
    on: () => () => undefined,
    openDropped: async () => null,
    newId: () => 'id',
    // The stores call few of the requests; answers of the others are never looked at.
  } as unknown as Api;
  const run = createRunModel({ api, now: () => nowMs, onError: (error) => expect.fail(String(error)) });
  return { run, calls, pass: (ms: number) => (nowMs += ms) };
}

describe('the run in the window', () => {
  it('keeps chart, times and figures when the engine was started again for the same run file', () => {
    const { run, pass } = setup();
    run.open(snapshot());
    run.applyBatch(batch());
    pass(3000);

    // Main tells the new state before it tells of the restart.
    run.applySnapshot(snapshot({ runId: 'two' }));
    run.openAfterCrash(snapshot({ runId: 'two' }));

    const state = run.store.getState();
    expect(run.history.data().rows).toEqual([400]);
    expect(run.history.markers.map(({ kind }) => kind)).toEqual(['restart']);
    expect(state.totals.ok).toBe(3000);
    expect(state.phases.total?.p50Ms).toBe(80);
    expect(state.crash).toEqual({ atMs: 103_000, pendingRows: 2000 });
  });

  it('takes the first batches of the new engine, whose numbers begin anew', () => {
    const { run, pass } = setup();
    run.open(snapshot());
    run.applyBatch(batch({ seq: 40 }));
    run.openAfterCrash(snapshot({ runId: 'two' }));
    pass(3000);

    run.applyBatch(batch({ runId: 'two', seq: 2, totals: { ...TOTALS, ok: 3100, pending: 1900 } }));

    expect(run.store.getState().totals.ok).toBe(3100);
    // Broken off, though it is too short a time for a gap.
    expect(run.history.data().rows).toEqual([400, null, 400]);
  });

  it('forgets chart and crash with another run', () => {
    const { run } = setup();
    run.open(snapshot());
    run.applyBatch(batch());
    run.openAfterCrash(snapshot({ runId: 'two' }));

    run.open(snapshot({ runId: 'three', path: '/runs/other.gleaner' }));

    expect(run.history.data().rows).toEqual([]);
    expect(run.store.getState()).toMatchObject({ crash: null, phases: {} });
  });

  it('still says why it is paused when main tells the state after the batch', () => {
    const { run } = setup();
    run.open(snapshot());

    run.applyBatch(
      batch({ state: 'paused', pauseReason: ALARM, pausedHosts: [PAUSED_HOST], pausedHostCount: 1 }),
    );
    run.applySnapshot(snapshot({ state: 'paused' }));

    expect(run.store.getState()).toMatchObject({ pauseReason: ALARM, pausedHostCount: 1, ratePerSec: 0 });
  });

  it('has no host to go on with once it is finished, but still block pages to judge', () => {
    const { run } = setup();
    const blocked: PausedHost = { ...PAUSED_HOST, origin: 'https://wall.example', cause: 'soft_block' };
    const totals = { ...TOTALS, ok: 5000, pending: 0 };
    run.open(snapshot());
    run.applyBatch(batch({ pausedHosts: [PAUSED_HOST, blocked], pausedHostCount: 2 }));

    run.applyFinished(totals);
    run.applySnapshot(snapshot({ state: 'finished', totals }));

    expect(run.store.getState()).toMatchObject({ pausedHosts: [blocked], pausedHostCount: 1, hold: null });
  });

  it('offers nothing about its hosts, and tells of no restart, when the engine is left off', () => {
    const { run } = setup();
    run.open(snapshot());
    run.openAfterCrash(snapshot({ runId: 'two' }));
    run.applyBatch(batch({ runId: 'two', pausedHosts: [PAUSED_HOST], pausedHostCount: 1 }));

    run.applySnapshot(snapshot({ runId: 'two', state: 'stopped' }));

    expect(run.store.getState()).toMatchObject({ pausedHosts: [], pausedHostCount: 0, crash: null });
  });

  it('marks a pause once, and again when it comes again', () => {
    const { run, pass } = setup();
    run.open(snapshot());
    const paused = { pausedHosts: [PAUSED_HOST], pausedHostCount: 1 };

    for (const [seq, part] of [paused, paused, {}, paused].entries()) {
      pass(10_000);
      run.applyBatch(batch({ seq: seq + 1, ...part }));
    }

    expect(run.history.markers.map(({ text }) => text)).toEqual([
      'shop.example was paused',
      'shop.example was paused',
    ]);
  });

  it('sends a decision about a host once, however often the button is pressed', async () => {
    const { run, calls } = setup();
    run.open(snapshot());

    await Promise.all([
      run.decideHost('https://shop.example', 'accept'),
      run.decideHost('https://shop.example', 'accept'),
    ]);

    expect(calls).toEqual([['host.decide', { origin: 'https://shop.example', decision: 'accept' }]]);
  });

  it('pauses a resumed run again unless it was told not to', async () => {
    const { run, calls } = setup();
    run.open(snapshot({ state: 'paused' }));

    await run.resume();
    await run.resume({ neverPauses: true });

    expect(calls).toEqual([
      ['run.resume', { neverPauses: false }],
      ['run.resume', { neverPauses: true }],
    ]);
  });
});
