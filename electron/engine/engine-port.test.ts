import { describe, expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { EngineHandlers, EngineReplyMessage } from '../../shared/ipc/engine-api.ts';
import { serveEngine } from './engine-port.ts';

function setup(some: Partial<Record<keyof EngineHandlers, (input: never) => unknown>> = {}) {
  const listeners = new Map<string, (event: { data: unknown }) => void>();
  const replies: EngineReplyMessage[] = [];
  const port = {
    // Only the engine's replies go this way.
    postMessage: (message: unknown) => void replies.push(message as EngineReplyMessage),
    on: (event: string, listener: (event: { data: unknown }) => void) => listeners.set(event, listener),
  };
  const order: string[] = [];
  const dispose = vi.fn(async () => void order.push('disposed'));
  const exit = vi.fn((exitCode: number) => void order.push(`exit ${exitCode}`));
  const handlers = { 'engine.shutdown': () => null, ...some } as unknown as EngineHandlers; // those that are called
  serveEngine({ handlers, dispose }, port, exit);
  return {
    replies,
    order,
    dispose,
    exit,
    send: (message: unknown) => listeners.get('message')?.({ data: message }),
    close: () => listeners.get('close')?.({ data: null }),
  };
}

describe('serveEngine', () => {
  it('answers each request by its id, in whatever order the answers come', async () => {
    const finish: ((value: null) => void)[] = [];
    const { replies, send } = setup({
      'run.pause': () => new Promise((resolve) => finish.push(resolve)),
      'rows.detail': ({ rowId }: { rowId: number }) => ({ rowId }),
    });

    send({ id: 1, name: 'run.pause', input: {} });
    send({ id: 2, name: 'rows.detail', input: { rowId: 7 } });
    await vi.waitFor(() => expect(replies).toHaveLength(1));
    finish[0]?.(null);
    await vi.waitFor(() => expect(replies).toHaveLength(2));

    expect(replies).toEqual([
      { id: 2, ok: true, value: { rowId: 7 } },
      { id: 1, ok: true, value: null },
    ]);
  });

  it('sends the code of an expected failure and no text of an unexpected one', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { replies, send } = setup({
      'run.open': () => {
        throw new AppError(ErrorCode.RunFileForeign, 'Not a run file.', { advice: 'Choose another.' });
      },
      'run.pause': () => Promise.reject(new Error('/home/me/secret')),
    });

    send({ id: 1, name: 'run.open', input: { path: '/x' } });
    send({ id: 2, name: 'run.pause', input: {} });
    send({ id: 3, name: 'constructor', input: {} });
    await vi.waitFor(() => expect(replies).toHaveLength(3));
    stderr.mockRestore();

    const byId = new Map(replies.map((reply) => [reply.id, reply]));
    const foreign = { code: 'RUN_FILE_FOREIGN', message: 'Not a run file.', advice: 'Choose another.' };
    expect(byId.get(1)).toEqual({ id: 1, ok: false, error: foreign });
    expect(byId.get(2)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(byId.get(3)).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(JSON.stringify(replies)).not.toContain('secret');
  });

  it('answers a shutdown, gives everything back, and only then ends', async () => {
    const { replies, order, exit, send } = setup();

    send({ id: 1, name: 'engine.shutdown', input: {} });
    await vi.waitFor(() => expect(exit).toHaveBeenCalled());

    expect(replies).toEqual([{ id: 1, ok: true, value: null }]);
    expect(order).toEqual(['disposed', 'exit 0']);
  });

  it('ends when the other side of its port is gone, once', async () => {
    const { exit, dispose, close, send } = setup();

    close();
    send({ id: 1, name: 'engine.shutdown', input: {} });
    close();
    await vi.waitFor(() => expect(exit).toHaveBeenCalled());

    expect(dispose).toHaveBeenCalledOnce();
    expect(exit).toHaveBeenCalledExactlyOnceWith(0);
  });

  it('tells by its exit status that it could not give everything back', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { exit, dispose, close } = setup();
    dispose.mockRejectedValue(new Error('disk full'));

    close();
    await vi.waitFor(() => expect(exit).toHaveBeenCalled());
    stderr.mockRestore();

    expect(exit).toHaveBeenCalledExactlyOnceWith(1);
  });
});
