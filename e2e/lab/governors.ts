/** Who plays: the governor, one that knows the limits, and what others do. */
import type { HostPace } from '../../shared/host-pace.ts';
import { AdaptiveGovernor } from '../../electron/engine/governor/adaptive-governor.ts';
import type { Governor, HostAnswer } from '../../electron/engine/governor/governor.ts';
import { NO_MEMORY } from '../../electron/engine/governor/host-memory.ts';
import type { HostModel } from './host-model.ts';
import type { CreateGovernor } from './play.ts';

export const gleaner: CreateGovernor = (context) => new AdaptiveGovernor({ ...context, memory: NO_MEMORY });

/** Parts that all of the others share. */
abstract class PlainGovernor implements Governor {
  protected nowMs = 0;

  abstract inFlightMax(host: number): number;
  abstract gapMs(host: number): number;
  abstract answered(host: number, answer: HostAnswer, nowMs: number): number;

  started(host: number, plannedMs: number, nowMs: number): number {
    this.nowMs = nowMs;
    const gapMs = this.gapMs(host);
    return Math.max(plannedMs, nowMs - Math.min(10, gapMs * 0.05)) + gapMs;
  }

  nextStartMs(host: number, startedMs: number): number {
    return startedMs + this.gapMs(host);
  }

  isHopeless(): boolean {
    return false;
  }

  encourage(): void {}
  wasFull(): void {}
  setOptions(): void {}
  done(): void {}
  forget(): void {}
  dispose(): void {}

  paceOf(host: number): HostPace {
    return {
      state: 'fixed',
      reason: 'user_limit',
      inFlightMax: this.inFlightMax(host),
      ratePerSec: null,
      refusedAtPerSec: null,
    };
  }
}

/** As fast as the host allows, from the first request on, and no faster. */
class Oracle extends PlainGovernor {
  readonly #hosts: readonly HostModel[];

  constructor(hosts: readonly HostModel[]) {
    super();
    this.#hosts = hosts;
  }

  inFlightMax(host: number): number {
    const { atOnce = Infinity, workers = Infinity } = this.#hosts[host]!;
    // One waits at the door, so that no worker does.
    const most = Math.min(
      Math.max(1, Math.round(atOnce / this.#slowness(host))),
      workers + Math.max(1, workers * 0.2),
    );
    return Math.min(256, most);
  }

  override started(host: number, plannedMs: number, nowMs: number): number {
    const nextMs = super.started(host, plannedMs, nowMs);
    const outage = this.#hosts[host]!.outages?.find(
      ({ fromMs, toMs }) => nextMs >= fromMs - 1000 && nextMs < toMs,
    );
    return outage === undefined ? nextMs : outage.toMs;
  }

  gapMs(host: number): number {
    const { bucket, window } = this.#hosts[host]!;
    const byBucket = bucket === undefined ? 0 : (1000 / bucket.perSec) * this.#slowness(host);
    const byWindow = window === undefined ? 0 : window.lengthMs / window.requests;
    return Math.max(byBucket, byWindow);
  }

  answered(_host: number, { retryAfterMs }: HostAnswer): number {
    return retryAfterMs ?? 0;
  }

  #slowness(host: number): number {
    return this.#hosts[host]!.slowness?.(this.nowMs) ?? 1;
  }
}
export const oracle: CreateGovernor = (_context, { hosts }) => new Oracle(hosts);

/** So many at once, whatever happens; a Retry-After is kept to. */
class Fixed extends PlainGovernor {
  readonly #atOnce: number;

  constructor(atOnce: number) {
    super();
    this.#atOnce = atOnce;
  }

  inFlightMax(): number {
    return this.#atOnce;
  }

  gapMs(): number {
    return 0;
  }

  answered(_host: number, { retryAfterMs }: HostAnswer): number {
    return retryAfterMs ?? 0;
  }
}
export const fixed =
  (atOnce: number): CreateGovernor =>
  () =>
    new Fixed(atOnce);

/**
 * Scrapy's AutoThrottle, by its documented rules and defaults: start delay 5 s, target concurrency 1,
 * greatest delay 60 s, 8 requests per domain. The target is latency ÷ concurrency; the next delay is
 * the mean of the last one and the target, but never below the target; answers other than 200 may
 * not lower it.
 */
class AutoThrottle extends PlainGovernor {
  readonly #delayMs = new Map<number, number>();

  inFlightMax(): number {
    return 8;
  }

  gapMs(host: number): number {
    return this.#delayMs.get(host) ?? 5000;
  }

  answered(host: number, { kind, firstByteMs }: HostAnswer): number {
    if (firstByteMs === null) return 0;
    const delayMs = this.gapMs(host);
    const targetMs = firstByteMs;
    const nextMs = Math.min(60_000, Math.max(targetMs, (delayMs + targetMs) / 2));
    if (kind === 'good' || nextMs > delayMs) this.#delayMs.set(host, nextMs);
    return 0;
  }
}
export const autoThrottle: CreateGovernor = () => new AutoThrottle();

/** One more at once for each round of good answers, half of it for a bad one. A Retry-After is kept to. */
class Aimd extends PlainGovernor {
  readonly #window = new Map<number, number>();
  readonly #cutAtMs = new Map<number, number>();

  inFlightMax(host: number): number {
    return Math.max(1, Math.floor(this.#window.get(host) ?? 1));
  }

  gapMs(): number {
    return 0;
  }

  answered(host: number, { kind, startedMs, retryAfterMs }: HostAnswer, nowMs: number): number {
    const window = this.#window.get(host) ?? 1;
    if (kind === 'good') this.#window.set(host, Math.min(256, window + 1 / window));
    else if (kind !== 'neutral' && startedMs >= (this.#cutAtMs.get(host) ?? 0)) {
      this.#window.set(host, Math.max(1, window / 2));
      this.#cutAtMs.set(host, nowMs);
    }
    return retryAfterMs ?? 0;
  }
}
export const aimd: CreateGovernor = () => new Aimd();
