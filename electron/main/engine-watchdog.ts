/**
 * Notices an engine that is there but does not answer any more: its loop hangs, so its
 * run stands still without a word. It is asked now and then, and silence that lasts is
 * reported once.
 */

/** Longest silence. Several times what the longest work in one piece takes at a million rows. */
export const SILENCE_MAX_MS = 20_000;
/** How often the engine is asked while the longest silence lasts. */
const PINGS_PER_SILENCE = 4;

export interface EngineWatchdogOptions {
  /** Rejections count as answers: an engine that is gone is somebody else's to notice. */
  readonly ping: () => Promise<unknown>;
  /** False while there is nothing to watch: no run is open, or it is just being opened. */
  readonly isWatching: () => boolean;
  readonly onSilent: (silenceMs: number) => void;
  readonly silenceMaxMs?: number | undefined;
  readonly nowMs?: () => number;
}

export class EngineWatchdog {
  readonly #options: EngineWatchdogOptions;
  readonly #nowMs: () => number;
  readonly #silenceMaxMs: number;
  readonly #pingEveryMs: number;
  #timer: NodeJS.Timeout | undefined;
  #lastTickMs = 0;
  /** When the ping was sent that is still unanswered, or since when it counts. */
  #waitingSinceMs: number | null = null;
  /** Grows with each ping, so that the answer to one that was given up is told apart. */
  #pingNumber = 0;

  constructor(options: EngineWatchdogOptions) {
    this.#options = options;
    this.#nowMs = options.nowMs ?? (() => performance.now());
    this.#silenceMaxMs = options.silenceMaxMs ?? SILENCE_MAX_MS;
    this.#pingEveryMs = this.#silenceMaxMs / PINGS_PER_SILENCE;
  }

  start(): void {
    this.#lastTickMs = this.#nowMs();
    this.#timer ??= setInterval(() => this.#tick(), this.#pingEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#forget();
  }

  #tick(): void {
    const nowMs = this.#nowMs();
    // So late that this computer slept or main itself was held up.
    const isLate = nowMs - this.#lastTickMs > 2 * this.#pingEveryMs;
    this.#lastTickMs = nowMs;
    if (!this.#options.isWatching()) return this.#forget();
    if (this.#waitingSinceMs === null) return this.#ping(nowMs);
    // The engine slept as well; it gets its whole time again.
    if (isLate) this.#waitingSinceMs = nowMs;
    const silenceMs = nowMs - this.#waitingSinceMs;
    if (silenceMs < this.#silenceMaxMs) return;
    this.#forget();
    this.#options.onSilent(silenceMs);
  }

  #ping(nowMs: number): void {
    this.#waitingSinceMs = nowMs;
    const number = ++this.#pingNumber;
    const answered = (): void => {
      if (number === this.#pingNumber) this.#waitingSinceMs = null;
    };
    this.#options.ping().then(answered, answered);
  }

  #forget(): void {
    this.#waitingSinceMs = null;
    this.#pingNumber += 1;
  }
}
