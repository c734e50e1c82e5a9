/** Takes every event of the engine: main learns from it, and the window gets it. */
import type { EngineEventMessage } from '../../shared/ipc/engine-api.ts';
import type { EngineClient } from './engine-host.ts';
import type { RunTracker } from './run-tracker.ts';
import type { WindowChannel } from './window-channel.ts';

export interface EngineEventsOptions {
  readonly tracker: RunTracker;
  readonly channel: WindowChannel;
  readonly engine: () => EngineClient;
}

export class EngineEvents {
  readonly #options: EngineEventsOptions;
  #lastSeq: number | null = null;

  constructor(options: EngineEventsOptions) {
    this.#options = options;
  }

  receive(message: EngineEventMessage): void {
    const { tracker, channel } = this.#options;
    if (message.event === 'run.progress') {
      tracker.progressed(message.payload);
      this.#lastSeq = message.payload.seq;
    }
    if (message.event === 'run.finished') tracker.finished(message.payload.runId, message.payload.totals);
    const isShown = channel.send(message.event, message.payload);
    if (!isShown && message.event === 'run.progress') this.acknowledgeForPage();
  }

  /**
   * The page that was to acknowledge is gone. Without this the engine would wait for it
   * for ever, and the next page would show numbers that stand still.
   */
  acknowledgeForPage(): void {
    if (this.#lastSeq === null) return;
    this.#options
      .engine()
      .request('progress.ack', { seq: this.#lastSeq })
      .catch(() => undefined); // an engine that is gone waits for nothing
  }
}
