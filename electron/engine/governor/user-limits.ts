/** The limits that the user set for a host: those of the run, or of the first rule whose pattern fits. */
import type { HostRule, RunOptions } from '../../../shared/options.ts';
import { matchesHost } from '../../../shared/host-pattern.ts';
import type { Random } from '../clock.ts';

/** A gap may grow by up to this share, never shrink: a rate is a promise to the server. */
const GAP_JITTER = 0.2;
/** Gaps shorter than this are kept on average only: timers fire late, and at 500/s each would cost a gap. */
const EXACT_GAP_MIN_MS = 20;
const CATCH_UP_MS = 10;

export interface HostLimits {
  readonly perHost: number;
  readonly ratePerSec: number | null;
  readonly adapt: boolean;
}

export class UserLimits {
  readonly #random: Random;
  readonly #originOf: (host: number) => string;
  #general: HostLimits;
  #rules: readonly HostRule[];
  /** By host, once asked for; without rules there is no need. */
  #known: HostLimits[] = [];

  constructor(options: RunOptions, originOf: (host: number) => string, random: Random) {
    this.#random = random;
    this.#originOf = originOf;
    this.#general = generalLimits(options);
    this.#rules = options.hostRules;
  }

  setOptions(options: RunOptions): void {
    this.#general = generalLimits(options);
    this.#rules = options.hostRules;
    this.#known = [];
  }

  of(host: number): HostLimits {
    if (this.#rules.length === 0) return this.#general;
    return (this.#known[host] ??= this.#look(this.#originOf(host)));
  }

  /** When the next request may start after one at `nowMs` that could have started at `plannedMs`. */
  nextStartMs(host: number, plannedMs: number, nowMs: number): number {
    const rate = this.of(host).ratePerSec;
    if (rate === null) return nowMs;
    const gapMs = (1000 / rate) * (1 + GAP_JITTER * this.#random());
    return (gapMs < EXACT_GAP_MIN_MS ? Math.max(plannedMs, nowMs - CATCH_UP_MS) : nowMs) + gapMs;
  }

  #look(origin: string): HostLimits {
    const rule = this.#rules.find(({ pattern }) => matchesHost(pattern, origin));
    if (rule === undefined) return this.#general;
    return {
      perHost: rule.perHost ?? this.#general.perHost,
      ratePerSec: rule.ratePerSec === undefined ? this.#general.ratePerSec : rule.ratePerSec,
      adapt: rule.adapt ?? this.#general.adapt,
    };
  }
}

function generalLimits({ perHost, ratePerSecPerHost, adapt }: RunOptions): HostLimits {
  return { perHost, ratePerSec: ratePerSecPerHost, adapt };
}
