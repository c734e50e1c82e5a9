import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RunHold, RunState } from '../../shared/progress.ts';
import { KeepAwake, STILL_AFTER_MS } from './keep-awake.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OFFLINE: RunHold = { code: 'local.offline', message: 'no route', sinceMs: 0 };

function setup() {
  const held = new Set<number>();
  let lastId = 0;
  const keepAwake = new KeepAwake({
    start: () => {
      held.add(++lastId);
      return lastId;
    },
    stop: (id) => held.delete(id),
  });
  const progress = (ok: number, inFlight: number, state: RunState = 'running', hold: RunHold | null = null) =>
    keepAwake.progressed({ runId: 'r1', state, hold, totals: { ok, failed: 0, skipped: 0, inFlight } });
  return { keepAwake, held, progress, started: () => lastId };
}

it('holds one blocker while requests are out, however many batches come', () => {
  const { held, progress, started } = setup();

  for (let ok = 0; ok < 100; ok += 1) progress(ok, 8);

  expect(held.size).toBe(1);
  expect(started()).toBe(1);
});

it.each<[string, RunState, RunHold | null]>([
  ['pauses', 'paused', null],
  ['is stopped', 'stopped', null],
  ['is finished', 'finished', null],
  ['lets requests in flight end before a pause', 'pausing', null],
  ['is held up by this computer', 'running', OFFLINE],
])('lets the computer sleep when the run %s', (_what, state, hold) => {
  const { held, progress } = setup();
  progress(0, 8);

  progress(5, 3, state, hold);

  expect(held.size).toBe(0);
});

it('lets the computer sleep while every host has asked for a long pause', () => {
  const { held, progress } = setup();
  progress(0, 8);

  progress(8, 0);
  expect(held.size).toBe(1);
  vi.advanceTimersByTime(STILL_AFTER_MS);

  expect(held.size).toBe(0);
});

it('stays awake between two requests of a slow rate', () => {
  const { held, progress } = setup();

  for (let ok = 0; ok < 20; ok += 1) {
    progress(ok, 1);
    vi.advanceTimersByTime(STILL_AFTER_MS / 2);
    progress(ok + 1, 0);
    vi.advanceTimersByTime(STILL_AFTER_MS / 2);
    expect(held.size).toBe(1);
  }
});

it('stays awake for a request that takes long', () => {
  const { held, progress } = setup();
  progress(0, 1);

  vi.advanceTimersByTime(10 * STILL_AFTER_MS);

  expect(held.size).toBe(1);
});

it('holds nothing for a run that was opened and only waits', () => {
  const { held, progress } = setup();

  progress(500, 0);

  expect(held.size).toBe(0);
});

it('lets go when the engine is gone, and holds again when the run goes on', () => {
  const { keepAwake, held, progress } = setup();
  progress(0, 8);

  keepAwake.release();
  keepAwake.release();
  expect(held.size).toBe(0);
  progress(3, 8);

  expect(held.size).toBe(1);
});
