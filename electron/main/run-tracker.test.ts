import { describe, expect, it, vi } from 'vitest';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { ProgressBatch, RunState, RunTotals } from '../../shared/progress.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { RunTracker } from './run-tracker.ts';

const ALARM = { code: 'http.forbidden', failedAnswers: 90, answers: 100 } as const;

function totals(ok: number): RunTotals {
  const ledger = { lines: 10, rows: 10, merged: 0, rejected: 0, ok, failed: 0, skipped: 0, pending: 10 - ok };
  return { ...ledger, inFlight: 2, bytes: 0, failures: {}, incomplete: 0, retrying: 0 };
}

function snapshot(state: RunState, elapsedMs = 0): RunSnapshot {
  const options = DEFAULT_OPTIONS;
  return {
    runId: 'r1',
    name: 'a.txt',
    path: '/runs/a',
    state,
    options,
    totals: totals(0),
    elapsedMs,
    round: 0,
    salvage: null,
    earlierPath: null,
  };
}

function batch(state: RunState, ok: number, elapsedMs = 0, runId = 'r1'): ProgressBatch {
  const rates = {
    ratePerSec: 0,
    failedPerSec: 0,
    forecast: null,
    advice: null,
    parked: [],
    parkedCount: 0,
    robots: null,
  };
  const pauses = {
    hold: null,
    pauseReason: null,
    sample: null,
    pausedHosts: [],
    pausedHostCount: 0,
    userPausedHosts: { count: 0, pendingRows: 0 },
  };
  return { runId, seq: 0, elapsedMs, state, totals: totals(ok), ...rates, ...pauses, phases: {} };
}

function setup() {
  const clock = { nowMs: 1_000_000 };
  const onChanged = vi.fn();
  const onRemember = vi.fn();
  const tracker = new RunTracker({ onChanged, onRemember, nowMs: () => clock.nowMs });
  return { tracker, clock, onChanged, onRemember };
}

describe('RunTracker', () => {
  it('tells the window when the state changes, not with every batch', () => {
    const { tracker, onChanged } = setup();
    tracker.adopt(snapshot('running'));
    onChanged.mockClear();

    tracker.progressed(batch('running', 1));
    tracker.progressed(batch('pausing', 2));
    tracker.progressed(batch('pausing', 3));

    expect(onChanged).toHaveBeenCalledOnce();
    expect(tracker.run?.totals.ok).toBe(3);
  });

  it('shows a reloaded window the time and the limits as they are now', () => {
    const { tracker } = setup();
    tracker.adopt(snapshot('running', 60_000));
    const limits = { concurrency: 9, perHost: 3, ratePerSecPerHost: 1, timeoutTotalMs: 5000 };

    tracker.progressed(batch('running', 1, 60_500));
    tracker.optionsChanged(limits);

    expect(tracker.run).toMatchObject({ elapsedMs: 60_500, options: limits });
  });

  it('keeps the counts of a running run now and then, not fifteen times a second', () => {
    const { tracker, clock, onRemember } = setup();
    tracker.adopt(snapshot('running'));
    onRemember.mockClear();

    for (let tick = 1; tick <= 150; tick += 1) {
      clock.nowMs += 67;
      tracker.progressed(batch('running', 5));
    }

    expect(onRemember.mock.calls.length).toBeGreaterThanOrEqual(1);
    expect(onRemember.mock.calls.length).toBeLessThanOrEqual(2);
    expect(onRemember.mock.lastCall?.[0]).toMatchObject({ path: '/runs/a', ok: 5, pending: 5 });
  });

  it('keeps the last counts when the run is closed', () => {
    const { tracker, onRemember } = setup();
    tracker.adopt(snapshot('running'));
    tracker.progressed(batch('running', 7));

    tracker.closed();

    expect(tracker.run).toBeNull();
    expect(onRemember.mock.lastCall?.[0]).toMatchObject({ ok: 7, pending: 3 });
  });

  it('ignores a late batch of a run that was closed', () => {
    const { tracker } = setup();
    tracker.adopt(snapshot('running'));

    tracker.progressed(batch('running', 9, 0, 'r0'));

    expect(tracker.run?.totals.ok).toBe(0);
  });

  it.each([
    ['ready', false],
    ['running', true],
    ['pausing', true],
    ['paused', false],
    ['stopping', true],
    ['stopped', false],
    ['finished', false],
  ] as const)('knows whether a run that is %s may have requests out', (state, isBusy) => {
    const { tracker } = setup();

    tracker.adopt(snapshot(state));

    expect(tracker.isBusy).toBe(isBusy);
  });

  it.each([
    ['running', null, true],
    ['pausing', null, false],
    ['pausing', ALARM, true],
    ['paused', ALARM, false],
    ['stopping', null, false],
    ['finished', null, false],
  ] as const)('knows whether a run that was %s goes on after a crash', (state, pauseReason, isGoing) => {
    const { tracker } = setup();
    tracker.adopt(snapshot('running'));

    tracker.progressed({ ...batch(state, 1), pauseReason });

    expect(tracker.isGoing).toBe(isGoing);
  });

  it('shows a run as stopped when its engine is gone for good', () => {
    const { tracker, onChanged } = setup();
    tracker.adopt(snapshot('running'));

    tracker.interrupted();

    expect(onChanged.mock.lastCall?.[0]).toMatchObject({ state: 'stopped', totals: { inFlight: 0 } });
  });
});
