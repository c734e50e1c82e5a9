import { describe, expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { requests, TEXT_PIECE_MAX, type RequestHandlers } from '../../shared/ipc/contract.ts';
import { dispatch } from './dispatch.ts';

/** Handlers that answer `null`, but for those given. */
function handlersWith(
  some: Partial<Record<keyof RequestHandlers, (input: never) => unknown>>,
): RequestHandlers {
  const all = Object.fromEntries(Object.keys(requests).map((name) => [name, () => null]));
  // Every name of the contract is present; what they answer does not matter here.
  return { ...all, ...some } as unknown as RequestHandlers;
}

const limits = { concurrency: 200, perHost: 8, ratePerSecPerHost: null, timeoutTotalMs: 10_000 };

describe('dispatch', () => {
  it('hands the parsed input to the handler and wraps its answer', async () => {
    const setLimits = vi.fn(() => null);

    const result = await dispatch(
      handlersWith({ 'run.setLimits': setLimits }),
      'run.setLimits',
      { limits },
      vi.fn(),
    );

    expect(result).toEqual({ ok: true, value: null });
    expect(setLimits).toHaveBeenCalledExactlyOnceWith({ limits });
  });

  it.each(['nope', '__proto__', 'constructor', 'toString', '', 7, null, undefined, ['run.pause']])(
    'answers UNKNOWN_ROUTE for %s',
    async (name) => {
      const result = await dispatch(handlersWith({}), name, {}, vi.fn());

      expect(result).toMatchObject({ ok: false, error: { code: 'UNKNOWN_ROUTE' } });
    },
  );

  it.each([
    ['an unknown key', 'run.pause', { extra: 1 }],
    ['no input at all', 'run.pause', undefined],
    ['a concurrency over the range', 'run.setLimits', { limits: { ...limits, concurrency: 2001 } }],
    ['a fraction of a request', 'run.setLimits', { limits: { ...limits, perHost: 1.5 } }],
    [
      'a piece of text over the cap',
      'list.textAppend',
      { importId: 'a', text: 'x'.repeat(TEXT_PIECE_MAX + 1) },
    ],
    ['too many rows at once', 'rows.read', { viewId: 1, from: 0, count: 201 }],
    ['a row before the first', 'rows.read', { viewId: 1, from: -1, count: 1 }],
    [
      'an outcome that does not exist',
      'run.retryFailed',
      { selection: { kind: 'codes', codes: ['http.teapot'] }, options: {} },
    ],
    [
      'a header that is for no single retry',
      'run.retryFailed',
      { selection: { kind: 'all' }, options: { headers: [['', 'x']] } },
    ],
    ['too many dropped files', 'list.openDropped', { importId: 'a', paths: Array(101).fill('/a') }],
  ])('refuses %s before the handler runs', async (_what, name, input) => {
    const handler = vi.fn();

    const result = await dispatch(handlersWith({ [name]: handler }), name, input, vi.fn());

    expect(result).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
    expect(handler).not.toHaveBeenCalled();
  });

  it('reports which field was wrong, without what it held', async () => {
    const report = vi.fn();

    await dispatch(handlersWith({}), 'run.openRecent', { path: 7, secret: 'password' }, report);

    const [error] = report.mock.calls[0] as [Error];
    expect(error.message).toContain('path');
    expect(error.message).not.toContain('password');
  });

  it('keeps the code, the message and the advice of an expected failure and does not report it', async () => {
    const report = vi.fn();
    const failing = handlersWith({
      'run.pause': () => {
        throw new AppError(ErrorCode.WrongState, 'No run is going.', { advice: 'Start one.' });
      },
    });

    const result = await dispatch(failing, 'run.pause', {}, report);

    const error = { code: 'WRONG_STATE', message: 'No run is going.', advice: 'Start one.' };
    expect(result).toEqual({ ok: false, error });
    expect(report).not.toHaveBeenCalled();
  });

  it('reports an unexpected error and sends no text of it', async () => {
    const report = vi.fn();
    const broken = handlersWith({ 'run.pause': () => Promise.reject(new Error('/home/me/secret')) });

    const result = await dispatch(broken, 'run.pause', {}, report);

    expect(result).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(result)).not.toContain('secret');
    expect(report).toHaveBeenCalledOnce();
  });
});
