/** What the slots were spent on lately: shares and rates that fade with time. Flat memory. */
import type { FinishedAttempt } from '../ledger/work-ledger.ts';

/** What is older counts for a third. */
const FADE_MS = 15_000;
/** A refusal is what the governor is for; it is no failure of the list. */
const REFUSALS: ReadonlySet<string> = new Set(['http.rate_limited']);

const KEYS = [
  'attempts',
  'failed',
  'durationMs',
  'dnsMs',
  'bodyMs',
  'timeoutMs',
  'bytes',
  'elapsedMs',
  'cpuMs',
  'writeMs',
] as const;
type Key = (typeof KEYS)[number];

export interface ActivityShares {
  readonly attempts: number;
  /** 0..1, as all shares. */
  readonly failedShare: number;
  readonly dnsShare: number;
  readonly bodyShare: number;
  readonly timeoutShare: number;
  readonly cpuShare: number;
  readonly writeShare: number;
  readonly bytesPerSec: number;
}

export class Activity {
  readonly #sums: Record<Key, number> = {
    attempts: 0,
    failed: 0,
    durationMs: 0,
    dnsMs: 0,
    bodyMs: 0,
    timeoutMs: 0,
    bytes: 0,
    elapsedMs: 0,
    cpuMs: 0,
    writeMs: 0,
  };

  add({ durationMs, result: { code, bytes, phases } }: FinishedAttempt): void {
    const sums = this.#sums;
    sums.attempts++;
    sums.durationMs += durationMs;
    sums.dnsMs += phases.dnsMs ?? 0;
    sums.bodyMs += phases.bodyMs ?? 0;
    sums.bytes += bytes;
    if (code !== 'ok' && !REFUSALS.has(code)) sums.failed++;
    if (code.startsWith('timeout.')) sums.timeoutMs += durationMs;
  }

  /** So much time has passed, with so much of it spent computing and writing. */
  passed(elapsedMs: number, cpuMs: number, writeMs: number): void {
    const sums = this.#sums;
    const kept = Math.exp(-elapsedMs / FADE_MS);
    for (const key of KEYS) sums[key] *= kept;
    sums.elapsedMs += elapsedMs;
    sums.cpuMs += cpuMs;
    sums.writeMs += writeMs;
  }

  shares(): ActivityShares {
    const { attempts, failed, durationMs, dnsMs, bodyMs, timeoutMs, bytes, elapsedMs, cpuMs, writeMs } =
      this.#sums;
    return {
      attempts,
      failedShare: shareOf(failed, attempts),
      dnsShare: shareOf(dnsMs, durationMs),
      bodyShare: shareOf(bodyMs, durationMs),
      timeoutShare: shareOf(timeoutMs, durationMs),
      cpuShare: shareOf(cpuMs, elapsedMs),
      writeShare: shareOf(writeMs, elapsedMs),
      bytesPerSec: elapsedMs > 0 ? (bytes * 1000) / elapsedMs : 0,
    };
  }
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? Math.min(1, part / whole) : 0;
}
