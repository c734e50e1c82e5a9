import type { IpcMain } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import type { RequestHandlers } from '../../shared/ipc/contract.ts';
import { registerRequests } from './register.ts';

const PAGE = { id: 1 };
const TOP_FRAME = { origin: 'app://bundle', parent: null, url: 'app://bundle/index.html' };

function setup() {
  let listener: ((event: unknown, name: unknown, input: unknown) => unknown) | null = null;
  const ipcMain = {
    handle: (_channel: string, given: typeof listener) => (listener = given),
  } as unknown as IpcMain; // only `handle` is used
  const pause = vi.fn(() => null);
  const report = vi.fn();
  const handlers = { 'run.pause': pause } as unknown as RequestHandlers; // the one that is called
  registerRequests({ ipcMain, handlers, window: () => PAGE, report });
  return { pause, report, send: async (event: unknown) => listener?.(event, 'run.pause', {}) };
}

describe('registerRequests', () => {
  it('answers the top frame of the window', async () => {
    const { send } = setup();

    expect(await send({ sender: PAGE, senderFrame: TOP_FRAME })).toEqual({ ok: true, value: null });
  });

  it.each([
    ['a sub-frame', { sender: PAGE, senderFrame: { ...TOP_FRAME, parent: TOP_FRAME } }],
    ['another origin', { sender: PAGE, senderFrame: { ...TOP_FRAME, origin: 'https://shop.example' } }],
    ['a frame that is gone', { sender: PAGE, senderFrame: null }],
    ['another page', { sender: { id: 2 }, senderFrame: TOP_FRAME }],
  ])('refuses %s and says so in the log', async (_what, event) => {
    const { pause, report, send } = setup();

    expect(await send(event)).toMatchObject({ ok: false, error: { code: 'UNTRUSTED_SENDER' } });
    expect(pause).not.toHaveBeenCalled();
    expect(report).toHaveBeenCalledOnce();
  });
});
