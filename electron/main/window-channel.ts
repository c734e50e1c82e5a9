/**
 * Sends events to the window. Knows when there is none: a window that is gone or
 * reloading must hold up neither the engine nor a notice.
 */
import { EVENT_CHANNEL } from '../../shared/ipc/channels.ts';
import type { WindowEventName, WindowEvents } from '../../shared/ipc/contract.ts';

/** The part of Electron's `WebContents` that is used. */
export interface EventTarget {
  send(channel: string, name: string, payload: unknown): void;
  isDestroyed(): boolean;
}

export type Notice = WindowEvents['notice'];

/** Notices kept for a window that does not listen yet; more would be noise. */
const WAITING_NOTICES_MAX = 20;

export class WindowChannel {
  #target: EventTarget | null = null;
  #isListening = false;
  #waiting: Notice[] = [];

  attach(target: EventTarget): void {
    this.#target = target;
    this.#isListening = false;
  }

  /** The page asks for what it shows first, so it listens to events by now. */
  pageListens(): void {
    this.#isListening = true;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const notice of waiting) this.send('notice', notice);
  }

  /** The page crashed or reloads: nothing listens until it asks again. */
  pageIsGone(): void {
    this.#isListening = false;
  }

  /** @returns False when no page got it. A notice is then kept for the next page. */
  send<Name extends WindowEventName>(name: Name, payload: WindowEvents[Name]): boolean {
    const target = this.#target;
    if (target === null || target.isDestroyed() || !this.#isListening) return false;
    target.send(EVENT_CHANNEL, name, payload);
    return true;
  }

  notify(level: Notice['level'], message: string, advice = ''): void {
    const notice: Notice = { level, message, advice };
    if (this.send('notice', notice) || this.#waiting.length >= WAITING_NOTICES_MAX) return;
    this.#waiting.push(notice);
  }
}
