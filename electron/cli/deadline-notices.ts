/**
 * `--finish-by`: says whether the run will be done by then once that is known, again when that
 * has changed for good, and at the end whether it was. Nothing is fetched faster for it.
 */
import { adviceSentence, hostName } from '../../shared/advice-words.ts';
import { clockText, fitOf, fitWords, marginWords, type Fit } from '../../shared/finish-by.ts';
import { formatRate } from '../../shared/format.ts';
import type { ProgressBatch } from '../../shared/progress.ts';
import type { Notice } from './reporter.ts';

/** What it looks like has to last this long before it is told anew. */
export const CHANGE_LASTS_MS = 20_000;

export interface DeadlineNoticesOptions {
  /** Wall-clock time in epoch milliseconds. */
  readonly deadlineAtMs: number;
  /** The same. */
  readonly wallNowMs: () => number;
}

export class DeadlineNotices {
  readonly #o: DeadlineNoticesOptions;
  #told: Fit | null = null;
  #candidate: { readonly fit: Fit; readonly sinceMs: number } | null = null;

  constructor(options: DeadlineNoticesOptions) {
    this.#o = options;
  }

  /** Every batch goes through here. */
  progressed(batch: ProgressBatch): Notice | null {
    if (batch.forecast === null) return null;
    const nowMs = this.#o.wallNowMs();
    const fit = fitOf(batch.forecast, this.#o.deadlineAtMs - nowMs);
    if (fit === this.#told) {
      this.#candidate = null;
      return null;
    }
    if (this.#told !== null) {
      if (this.#candidate?.fit !== fit) this.#candidate = { fit, sinceMs: nowMs };
      if (nowMs - this.#candidate.sinceMs < CHANGE_LASTS_MS) return null;
    }
    this.#told = fit;
    this.#candidate = null;
    return this.#notice(batch, fit, nowMs);
  }

  /** The last row is settled. */
  finished(): Notice {
    const nowMs = this.#o.wallNowMs();
    const earlyMs = this.#o.deadlineAtMs - nowMs;
    return {
      code: earlyMs >= 0 ? 'deadline_met' : 'deadline_missed',
      message: `Finish by ${clockText(this.#o.deadlineAtMs, nowMs)}: done ${marginWords(earlyMs)}.`,
      advice: '',
    };
  }

  #notice({ forecast, totals, ratePerSec, advice }: ProgressBatch, fit: Fit, nowMs: number): Notice | null {
    if (forecast === null) return null;
    const { deadlineAtMs } = this.#o;
    const leftMs = deadlineAtMs - nowMs;
    const close = fit === 'close' ? ', but it is close' : '';
    const message = `Finish by ${clockText(deadlineAtMs, nowMs)}: ${lower(fitWords(forecast, deadlineAtMs, nowMs))}${close}.`;
    if (fit === 'fits') return { code: 'deadline', message, advice: '' };
    const parts = [
      leftMs <= 0
        ? ''
        : `That needs ${formatRate((totals.pending * 1000) / leftMs)}/s, now ${formatRate(ratePerSec)}/s.`,
      forecast.lastHost === null ? '' : `The last host will be ${hostName(forecast.lastHost.origin)}.`,
      advice === null ? '' : adviceSentence(advice),
    ];
    return { code: 'deadline', message, advice: parts.filter((part) => part !== '').join(' ') };
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
