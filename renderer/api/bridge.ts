/**
 * The only way out of the window: requests to main and events from it.
 *
 * A refused request is thrown as an `AppError`; screens branch on its `code` and show
 * its message and advice, so nothing here turns errors into text.
 */
import { AppError, type WireError } from '../../shared/errors.ts';
import type {
  GleanerBridge,
  OpenedFile,
  RequestInput,
  RequestName,
  RequestOutput,
  WindowEventName,
  WindowEvents,
} from '../../shared/ipc/contract.ts';

declare global {
  interface Window {
    readonly gleaner: GleanerBridge<File>;
  }
}

/** What stores need from outside; tests give their own. */
export interface Api {
  call<Name extends RequestName>(name: Name, input: RequestInput<Name>): Promise<RequestOutput<Name>>;
  on<Name extends WindowEventName>(name: Name, callback: (payload: WindowEvents[Name]) => void): () => void;
  /** @returns `null` when none of the files is on disk. */
  openDropped(importId: string, files: readonly File[]): Promise<OpenedFile | null>;
  newId(): string;
}

export const api: Api = {
  async call(name, input) {
    const result = await window.gleaner.request(name, input);
    if (!result.ok) throw AppError.fromWire(result.error);
    return result.value;
  },

  on(name, callback) {
    return window.gleaner.onEvent(name, callback);
  },

  async openDropped(importId, files) {
    const result = await window.gleaner.openDropped(importId, files);
    if (result === null) return null;
    if (!result.ok) throw AppError.fromWire(result.error);
    return result.value;
  },

  newId: () => crypto.randomUUID(),
};

/** For showing: an `AppError` keeps its words, anything else is an unexpected error. */
export function toShownError(error: unknown): WireError {
  if (!(error instanceof AppError)) console.error(error);
  return AppError.toWire(error);
}
