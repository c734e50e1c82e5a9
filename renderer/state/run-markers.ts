/** Puts a mark on the chart for each thing of a run that begins: a pause, a hold, a host that has to wait. */
import { holdWords, type HoldCode } from '../../shared/holds.ts';
import { OUTCOMES } from '../../shared/outcome-codes.ts';
import type { ProgressBatch } from '../../shared/progress.ts';
import type { ThroughputHistory } from './throughput-history.ts';

type Seen = Pick<ProgressBatch, 'parked' | 'hold' | 'pauseReason' | 'pausedHosts'>;

export class RunMarkers {
  readonly #history: ThroughputHistory;
  #parked: ReadonlySet<string> = new Set();
  #pausedHosts: ReadonlySet<string> = new Set();
  #hold: HoldCode | null = null;
  #isPausedByFailures = false;

  constructor(history: ThroughputHistory) {
    this.#history = history;
  }

  /** Marks what is new since the batch before. */
  see({ parked, hold, pauseReason, pausedHosts }: Seen, atMs: number): void {
    for (const { origin } of parked) {
      if (!this.#parked.has(origin))
        this.#history.mark({ atMs, kind: 'parked', text: `${hostOf(origin)} asked for a pause` });
    }
    for (const { origin } of pausedHosts) {
      if (!this.#pausedHosts.has(origin))
        this.#history.mark({ atMs, kind: 'paused', text: `${hostOf(origin)} was paused` });
    }
    if (hold !== null && hold.code !== this.#hold)
      this.#history.mark({ atMs, kind: 'hold', text: holdWords(hold.code).cause });
    if (pauseReason !== null && !this.#isPausedByFailures)
      this.#history.mark({ atMs, kind: 'paused', text: `Paused: ${OUTCOMES[pauseReason.code].cause}` });

    this.#parked = new Set(parked.map(({ origin }) => origin));
    this.#pausedHosts = new Set(pausedHosts.map(({ origin }) => origin));
    this.#hold = hold?.code ?? null;
    this.#isPausedByFailures = pauseReason !== null;
  }

  reset(): void {
    this.see({ parked: [], hold: null, pauseReason: null, pausedHosts: [] }, 0);
  }
}

/** `https://shop.example` -> `shop.example` */
export function hostOf(origin: string): string {
  return origin.replace(/^https?:\/\//, '');
}
