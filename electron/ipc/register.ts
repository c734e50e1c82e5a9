/** Connects {@link dispatch} to Electron. The only place that listens to messages of the window. */
import type { IpcMain, WebContents } from 'electron';
import { REQUEST_CHANNEL } from '../../shared/ipc/channels.ts';
import { ErrorCode } from '../../shared/errors.ts';
import type { IpcResult, RequestHandlers } from '../../shared/ipc/contract.ts';
import { isTrustedFrame } from '../main/navigation-policy.ts';
import { dispatch } from './dispatch.ts';

export interface RegisterOptions {
  readonly ipcMain: Pick<IpcMain, 'handle'>;
  readonly handlers: RequestHandlers;
  /** The page of the one window; `null` while there is none. */
  readonly window: () => Pick<WebContents, 'id'> | null;
  readonly report: (error: unknown) => void;
}

const REFUSED: IpcResult<never> = {
  ok: false,
  error: { code: ErrorCode.UntrustedSender, message: 'Refused.', advice: '' },
};

export function registerRequests({ ipcMain, handlers, window, report }: RegisterOptions): void {
  ipcMain.handle(REQUEST_CHANNEL, (event, name: unknown, input: unknown) => {
    // Who calls is taken from the event alone, never from what was sent.
    if (!isTrustedFrame(event.senderFrame) || event.sender.id !== window()?.id) {
      report(new Error(`Refused a request from ${event.senderFrame?.url ?? 'a frame that is gone'}.`));
      return REFUSED;
    }
    return dispatch(handlers, name, input, report);
  });
}
