import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import type { EngineRequestMessage, EngineRequests } from '../../shared/ipc/engine-api.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { ChildProcess } from './child-process.ts';
import { EngineHost, SHUTDOWN_MAX_MS, type OpenRun } from './engine-host.ts';

/** An engine process that does nothing by itself. */
class FakeChild implements ChildProcess {
  readonly sent: EngineRequestMessage[] = [];
  wasKilled = false;
  #onMessage: (message: unknown) => void = () => undefined;
  #onExit: (exitCode: number) => void = () => undefined;

  send(message: unknown): void {
    this.sent.push(message as EngineRequestMessage); // the host sends nothing else
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (exitCode: number) => void): void {
    this.#onExit = listener;
  }
  kill(): void {
    this.wasKilled = true;
    this.exit(15);
  }

  answer(value: unknown, at = this.sent.length - 1): void {
    this.#onMessage({ id: this.sent[at]?.id, ok: true, value });
  }
  fail(code: string): void {
    this.#onMessage({ id: this.sent.at(-1)?.id, ok: false, error: { code, message: 'No.', advice: '' } });
  }
  emit(event: string, payload: unknown): void {
    this.#onMessage({ event, payload });
  }
  exit(exitCode: number): void {
    this.#onExit(exitCode);
  }
}

const VIEW: EngineRequests['rows.view']['input'] = {
  filter: { outcome: 'all', code: null, search: '' },
  sort: { column: 'line', direction: 'asc' },
};

const RUN = { runId: 'r1', path: '/runs/a.gleaner' } as RunSnapshot; // the host only hands it on

function setup(openRun: OpenRun | null = null) {
  const children: FakeChild[] = [];
  const clock = { nowMs: 0 };
  const options = {
    fork: () => {
      const child = new FakeChild();
      children.push(child);
      return child;
    },
    onEvent: vi.fn(),
    openRun: () => openRun,
    onEnded: vi.fn(),
    onRestarted: vi.fn(),
    onGivenUp: vi.fn(),
    report: vi.fn(),
    nowMs: () => clock.nowMs,
  };
  const host = new EngineHost(options);
  host.start();
  const last = (): FakeChild => {
    const child = children.at(-1);
    if (child === undefined) throw new Error('No process was started.');
    return child;
  };
  return { host, options, children, clock, last };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('EngineHost', () => {
  it('gives each answer to the request that it belongs to, in whatever order they come', async () => {
    const { host, last } = setup();
    const first = host.request('rows.read', { viewId: 1, from: 0, count: 1 });
    const second = host.request('run.pause', {});

    last().answer(null, 1);
    last().answer(['row'], 0);

    expect(await second).toBeNull();
    expect(await first).toEqual(['row']);
  });

  it('fails with the code that the engine gave', async () => {
    const { host, last } = setup();
    const answer = host.request('run.open', { path: '/x' });

    last().fail('RUN_FILE_FOREIGN');

    await expect(answer).rejects.toMatchObject({ code: 'RUN_FILE_FOREIGN', message: 'No.' });
  });

  it('hands on events', () => {
    const { last, options } = setup();

    last().emit('run.progress', { seq: 1 });

    expect(options.onEvent).toHaveBeenCalledExactlyOnceWith({ event: 'run.progress', payload: { seq: 1 } });
  });

  it('fails what is waiting when the engine ends', async () => {
    const { host, last } = setup();
    const answer = host.request('run.pause', {});

    last().exit(1);

    await expect(answer).rejects.toMatchObject({ code: 'ENGINE_GONE' });
  });

  it('starts the engine again and opens the run that was open', async () => {
    const { last, options, children } = setup({ path: RUN.path, isGoing: false });

    last().exit(1);
    expect(last().sent).toMatchObject([{ name: 'run.open', input: { path: RUN.path } }]);
    last().answer(RUN);
    await vi.runAllTimersAsync();

    expect(children).toHaveLength(2);
    expect(last().sent).toHaveLength(1);
    expect(options.onEnded).toHaveBeenCalledOnce();
    expect(options.onRestarted).toHaveBeenCalledExactlyOnceWith({ after: 'crashed', run: RUN, error: null });
  });

  it('lets a run go on that was going', async () => {
    const { last, options } = setup({ path: RUN.path, isGoing: true });
    const going = { ...RUN, state: 'running' as const };

    last().exit(1);
    last().answer({ ...RUN, state: 'stopped' });
    await vi.runAllTimersAsync();
    expect(last().sent.at(-1)).toMatchObject({ name: 'run.resume', input: { options: {} } });
    last().answer(going);
    await vi.runAllTimersAsync();

    expect(options.onRestarted).toHaveBeenCalledExactlyOnceWith({
      after: 'crashed',
      run: going,
      error: null,
    });
  });

  it('does not go on with a run whose last row was settled before the crash', async () => {
    const { last, options } = setup({ path: RUN.path, isGoing: true });
    const finished = { ...RUN, state: 'finished' as const };

    last().exit(1);
    last().answer(finished);
    await vi.runAllTimersAsync();

    expect(last().sent).toHaveLength(1);
    expect(options.onRestarted.mock.lastCall?.[0]).toMatchObject({ run: finished, error: null });
  });

  it('keeps requests back until the new engine has opened the run', async () => {
    const { host, last } = setup({ path: RUN.path, isGoing: false });

    last().exit(1);
    const rows = host.request('rows.read', { viewId: 1, from: 0, count: 1 });
    await vi.runAllTimersAsync();
    expect(last().sent.map(({ name }) => name)).toEqual(['run.open']);
    last().answer(RUN);
    await vi.runAllTimersAsync();
    last().answer(['row']);

    expect(await rows).toEqual(['row']);
  });

  it('says why the run could not be opened again', async () => {
    const { last, options } = setup({ path: RUN.path, isGoing: true });

    last().exit(1);
    last().fail('RUN_FILE_DAMAGED');
    await vi.runAllTimersAsync();

    expect(options.onRestarted).toHaveBeenCalledExactlyOnceWith({
      after: 'crashed',
      run: null,
      error: expect.any(AppError),
    });
  });

  it('tells once that it restarted when the engine also ends while the run is opened again', async () => {
    const { last, options } = setup({ path: RUN.path, isGoing: false });

    last().exit(1);
    last().exit(1);
    last().answer(RUN);
    await vi.runAllTimersAsync();

    expect(options.onRestarted).toHaveBeenCalledExactlyOnceWith({ after: 'crashed', run: RUN, error: null });
  });

  it('ends an engine that does not answer, and treats it as a crash with a name of its own', async () => {
    const { host, last, options, children } = setup({ path: RUN.path, isGoing: false });
    const [hanging] = children;

    host.endSilent();
    last().answer(RUN);
    await vi.runAllTimersAsync();

    expect(hanging?.wasKilled).toBe(true);
    expect(options.onRestarted).toHaveBeenCalledExactlyOnceWith({ after: 'silent', run: RUN, error: null });
    expect(options.report.mock.lastCall?.[0]).toMatchObject({
      message: expect.stringContaining('did not answer'),
    });
  });

  it('starts it again three times within a minute, and then stays down', async () => {
    const { host, clock, last, options, children } = setup();

    for (const nowMs of [0, 20_000, 40_000, 59_000]) {
      clock.nowMs = nowMs;
      last().exit(1);
    }

    expect(children).toHaveLength(4);
    expect(options.onGivenUp).toHaveBeenCalledOnce();
    await expect(host.request('rows.view', VIEW)).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    expect(children).toHaveLength(4);
  });

  it('starts an engine that stayed down once the user asks for something', async () => {
    const open = { path: RUN.path, isGoing: false };
    const { host, last, options, children } = setup(open);
    for (let crash = 0; crash < 4; crash += 1) last().exit(1);
    expect(options.onGivenUp).toHaveBeenCalledOnce();

    const resumed = host.request('run.resume', { options: {} });
    last().answer(RUN);
    await vi.runAllTimersAsync();
    last().answer({ ...RUN, state: 'running' });

    expect(await resumed).toMatchObject({ state: 'running' });
    expect(children).toHaveLength(5);
    expect(last().sent.map(({ name }) => name)).toEqual(['run.open', 'run.resume']);
  });

  it('does not bring an engine back for a request that was only waiting when it was given up', async () => {
    const { host, last, children } = setup({ path: RUN.path, isGoing: false });
    for (let crash = 0; crash < 3; crash += 1) last().exit(1);

    const resumed = host.request('run.resume', { options: {} });
    last().exit(1);

    await expect(resumed).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    expect(children).toHaveLength(4);
  });

  it('keeps starting an engine that crashes now and then', () => {
    const { clock, last, options, children } = setup();

    for (let crash = 0; crash < 12; crash += 1) {
      clock.nowMs += 21_000;
      last().exit(1);
    }

    expect(children).toHaveLength(13);
    expect(options.onGivenUp).not.toHaveBeenCalled();
  });

  it('lets the engine settle before it ends, and does not start it again', async () => {
    const { host, last, options, children } = setup();

    const done = host.shutdown();
    expect(last().sent).toMatchObject([{ name: 'engine.shutdown' }]);
    last().exit(0);
    await done;

    expect(children).toHaveLength(1);
    expect(last().wasKilled).toBe(false);
    expect(options.report).not.toHaveBeenCalled();
  });

  it('ends an engine by force that does not end by itself', async () => {
    const { host, last, options } = setup();

    const done = host.shutdown();
    await vi.advanceTimersByTimeAsync(SHUTDOWN_MAX_MS - 1);
    expect(last().wasKilled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await done;

    expect(last().wasKilled).toBe(true);
    expect(options.report).toHaveBeenCalledOnce();
  });

  it('takes no request once it is closing', async () => {
    const { host, last } = setup();

    const done = host.shutdown();
    await expect(host.request('run.pause', {})).rejects.toMatchObject({ code: 'ENGINE_GONE' });
    last().exit(0);
    await done;

    expect(last().sent).toHaveLength(1);
  });
});
