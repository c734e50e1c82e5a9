import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Interrupt, interruptible, InterruptedError } from './interrupt.ts';

function setup() {
  const source = new EventEmitter();
  const exits: number[] = [];
  const interrupt = new Interrupt(source, (status) => exits.push(status));
  return { source, exits, interrupt };
}

function withResolvers<Value>() {
  let resolve!: (value: Value) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Value>((done, fail) => {
    resolve = done;
    reject = fail;
  });
  return { promise, resolve, reject };
}

describe('Interrupt', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
    'asks to stop at the first %s and quits at the second signal',
    (signal) => {
      const { source, exits, interrupt } = setup();

      source.emit(signal);
      const afterFirst = { isAborted: interrupt.signal.aborted, exits: [...exits] };
      source.emit('SIGINT');

      expect(afterFirst).toEqual({ isAborted: true, exits: [] });
      expect(exits).toEqual([130]);
    },
  );

  it('lets go of the signals when it is done', () => {
    const { source, interrupt } = setup();

    interrupt.dispose();

    expect(source.eventNames()).toEqual([]);
  });
});

describe('interruptible', () => {
  it('cancels the work and turns its failure into an interruption', async () => {
    const controller = new AbortController();
    const { promise: work, reject } = withResolvers<never>();

    const result = interruptible(
      controller.signal,
      () => work,
      () => reject(new Error('cancelled')),
    );
    controller.abort();

    await expect(result).rejects.toBeInstanceOf(InterruptedError);
  });

  it('leaves a failure alone that no signal caused', async () => {
    const failure = new Error('disk full');

    const result = interruptible(
      new AbortController().signal,
      () => Promise.reject(failure),
      () => undefined,
    );

    await expect(result).rejects.toBe(failure);
  });

  it('does not begin after a signal', async () => {
    let hasBegun = false;

    const result = interruptible(
      AbortSignal.abort(),
      () => (hasBegun = true),
      () => undefined,
    );

    await expect(result).rejects.toBeInstanceOf(InterruptedError);
    expect(hasBegun).toBe(false);
  });

  it('survives a cancel that fails', async () => {
    const controller = new AbortController();
    const { promise: work, resolve } = withResolvers<string>();

    const result = interruptible(
      controller.signal,
      () => work,
      () => {
        throw new Error('nothing to cancel');
      },
    );
    controller.abort();
    resolve('done');

    await expect(result).resolves.toBe('done');
  });
});
