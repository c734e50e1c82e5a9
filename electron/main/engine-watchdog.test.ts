import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { EngineWatchdog, SILENCE_MAX_MS } from './engine-watchdog.ts';

const PING_EVERY_MS = 5000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setup(options: { readonly silenceMaxMs?: number } = {}) {
  const state = { isWatching: true, answers: true, sleptMs: 0, pings: 0 };
  const onSilent = vi.fn();
  const watchdog = new EngineWatchdog({
    ping: () => {
      state.pings += 1;
      return state.answers ? Promise.resolve(null) : new Promise(() => undefined);
    },
    isWatching: () => state.isWatching,
    onSilent,
    ...options,
    nowMs: () => Date.now() + state.sleptMs,
  });
  watchdog.start();
  return { state, onSilent, watchdog, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
}

it('leaves an engine alone that answers', async () => {
  const { state, onSilent, pass } = setup();

  await pass(100 * PING_EVERY_MS);

  expect(state.pings).toBe(100);
  expect(onSilent).not.toHaveBeenCalled();
});

it('reports a silence that lasts, once, and asks the next engine anew', async () => {
  const { state, onSilent, pass } = setup();
  state.answers = false;

  await pass(PING_EVERY_MS + SILENCE_MAX_MS - 1);
  expect(onSilent).not.toHaveBeenCalled();
  await pass(1);
  expect(onSilent).toHaveBeenCalledExactlyOnceWith(SILENCE_MAX_MS);

  state.answers = true;
  await pass(20 * PING_EVERY_MS);
  expect(onSilent).toHaveBeenCalledOnce();
});

it('asks as often within a silence that may last less long', async () => {
  const { state, onSilent, pass } = setup({ silenceMaxMs: 400 });
  await pass(1000);
  expect(state.pings).toBe(10);
  state.answers = false;

  await pass(100 + 399);
  expect(onSilent).not.toHaveBeenCalled();
  await pass(1);
  expect(onSilent).toHaveBeenCalledExactlyOnceWith(400);
});

it('waits for one answer instead of asking again and again', async () => {
  const { state, pass } = setup();
  state.answers = false;

  await pass(SILENCE_MAX_MS);

  expect(state.pings).toBe(1);
});

it('counts no time in which this computer slept', async () => {
  const { state, onSilent, pass } = setup();
  state.answers = false;
  await pass(2 * PING_EVERY_MS);

  state.sleptMs = 8 * 3_600_000;
  await pass(SILENCE_MAX_MS);
  expect(onSilent).not.toHaveBeenCalled();

  // A real hang is still noticed after waking.
  await pass(SILENCE_MAX_MS);
  expect(onSilent).toHaveBeenCalledOnce();
});

it('does not count a run that is just being opened, which may take long', async () => {
  const { state, onSilent, pass } = setup();
  state.answers = false;
  await pass(2 * PING_EVERY_MS);

  state.isWatching = false;
  await pass(10 * SILENCE_MAX_MS);
  state.isWatching = true;
  state.answers = true;
  await pass(10 * SILENCE_MAX_MS);

  expect(onSilent).not.toHaveBeenCalled();
});

it('does not take the late answer of an earlier engine for one of the next', async () => {
  const answers: ((value: null) => void)[] = [];
  const onSilent = vi.fn();
  const watchdog = new EngineWatchdog({
    ping: () => new Promise((resolve) => answers.push(resolve)),
    isWatching: () => true,
    onSilent,
    nowMs: () => Date.now(),
  });
  watchdog.start();
  await vi.advanceTimersByTimeAsync(PING_EVERY_MS + SILENCE_MAX_MS);
  await vi.advanceTimersByTimeAsync(PING_EVERY_MS);

  answers[0]?.(null);
  await vi.advanceTimersByTimeAsync(SILENCE_MAX_MS);

  expect(answers).toHaveLength(2);
  expect(onSilent).toHaveBeenCalledTimes(2);
});

it('asks nothing more once it is stopped', async () => {
  const { state, watchdog, pass } = setup();

  watchdog.stop();
  await pass(10 * PING_EVERY_MS);

  expect(state.pings).toBe(0);
});
