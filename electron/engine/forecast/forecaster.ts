/**
 * Tells when a run will be done, and how sure that is.
 *
 * Every host has a rate of its own ({@link expectedRate}); all share the slots ({@link drainMs}).
 * The end is when the last host is empty, so that one slow host with many rows is seen long
 * before it is the only one left. Small hosts are put into classes: the cost does not grow with
 * their number beyond one look at each.
 */
import type { HostState } from '../../../shared/host-pace.ts';
import type { Forecast } from '../../../shared/plan.ts';
import { drainMs, type HostClass } from './fluid.ts';
import { expectedRate, type RunFacts } from './host-rates.ts';
import { HostSpeeds } from './host-speeds.ts';
import type { HostView } from './host-view.ts';
import { RateSpread } from './rate-spread.ts';

/** Hosts that may be last; looked at one by one. */
const SINGLE_HOSTS = 32;
/** Classes are this far apart in rows and in rates. */
const CLASS_STEP = Math.log(1.5);
/** Share of the slots in use from which they are what holds the run back. */
const SATURATED_SHARE = 0.93;
const SATURATION_MS = 3000;
/** The last host is worth a word when it ends this much after the others. */
const LAST_HOST_SHARE = 0.03;
const ROWS_NEEDED = 10;
const TIME_NEEDED_MS = 2000;
/** What the end is believed to be moves by at most this share of the news at a time. */
const NEWS_SHARE = 0.25;

export interface RunMoment {
  /** Monotonic. */
  readonly nowMs: number;
  readonly concurrency: number;
  /** What the user allows at a host, as a rule. */
  readonly perHost: number;
  readonly ratePerSecPerHost: number | null;
  readonly inFlight: number;
}

/** Limits other than the present ones. */
export interface OtherLimits {
  readonly concurrency?: number;
  readonly perHost?: number;
  readonly ratePerSecPerHost?: number | null;
}

export interface HostEnd {
  readonly host: number;
  readonly rowsLeft: number;
  readonly endMs: number;
}

export interface RowsLeft {
  readonly rows: number;
  /** Of `rows`, those of hosts that asked for a pause. */
  readonly parkedRows: number;
  readonly pausedRows: number;
  readonly pausedHosts: number;
}

export interface Outlook {
  readonly endMs: number;
  /** Those that may be last, the last one first. */
  readonly hosts: readonly HostEnd[];
  /** Share of the end that rests on a host nobody knows yet. */
  readonly isGuess: boolean;
}

export class Forecaster {
  readonly speeds = new HostSpeeds();
  readonly #spread = new RateSpread();
  #lastMs: number | null = null;
  #elapsedMs = 0;
  #settled = 0;
  #slotMs = 0;
  #slotRows = 0;
  #saturation: number | null = null;
  #latest: Forecast | null = null;
  #latestHosts: readonly HostEnd[] = [];
  #rowsLeft: RowsLeft = { rows: 0, parkedRows: 0, pausedRows: 0, pausedHosts: 0 };
  /** Monotonic: when the run is believed to end. */
  #endAtMs: number | null = null;

  get latest(): Forecast | null {
    return this.#latest;
  }

  /** At the last look: hosts that may be last, the last one first. */
  get latestHosts(): readonly HostEnd[] {
    return this.#latestHosts;
  }

  /** At the last look. Paused hosts are in `pausedRows` alone. */
  get rowsLeft(): RowsLeft {
    return this.#rowsLeft;
  }

  /** An attempt ended. Cheap: called for each. */
  attempted(durationMs: number, isSettled: boolean): void {
    this.#slotMs += durationMs;
    if (!isSettled) return;
    this.#slotRows++;
    this.#settled++;
    // What is older says less and less.
    if (this.#slotRows > 20_000) {
      this.#slotMs /= 2;
      this.#slotRows /= 2;
    }
  }

  /** The run rested: that time is none. */
  rested(): void {
    this.#lastMs = null;
    this.#endAtMs = null;
    this.#latest = null;
  }

  /** Something was set, so the end may be another at once. */
  changed(): void {
    this.#endAtMs = null;
  }

  update(hosts: HostView, moment: RunMoment): Forecast | null {
    const { nowMs } = moment;
    const elapsedMs = this.#lastMs === null ? 0 : nowMs - this.#lastMs;
    this.#lastMs = nowMs;
    this.#elapsedMs += elapsedMs;
    this.speeds.observe(hosts, elapsedMs);
    this.#spread.add(this.#elapsedMs, this.#settled);
    const share = moment.inFlight / Math.max(1, moment.concurrency);
    const news = this.#saturation === null ? 1 : Math.min(1, elapsedMs / SATURATION_MS);
    if (elapsedMs > 0) this.#saturation = (this.#saturation ?? 0) * (1 - news) + share * news;
    this.#rowsLeft = countRows(hosts, nowMs);
    const outlook = this.outlook(hosts, moment);
    this.#latestHosts = outlook?.hosts ?? [];
    this.#latest = outlook === null ? null : this.#describe(hosts, outlook, nowMs);
    return this.#latest;
  }

  /** @returns `null` while too little is known, or while nothing is left that may be asked. */
  outlook(hosts: HostView, moment: RunMoment, limits: OtherLimits = {}): Outlook | null {
    if (this.#settled < ROWS_NEEDED || this.#elapsedMs < TIME_NEEDED_MS) return null;
    const rowMs = this.#slotMs / Math.max(1, this.#slotRows);
    const left = this.#hostsLeft(hosts);
    if (left.length === 0) return null;
    const isSaturated = (this.#saturation ?? 0) >= SATURATED_SHARE;
    const run: RunFacts = {
      isSaturated,
      perHost: moment.perHost,
      ratePerSecPerHost: moment.ratePerSecPerHost,
      typicalPerSec: isSaturated ? null : this.#typicalPerSec(left),
      limits,
    };
    const facts = left.map((host) => this.#classOf(hosts, host, run, rowMs, moment.nowMs));
    const capacityPerSec = ((limits.concurrency ?? moment.concurrency) * 1000) / Math.max(1, rowMs);
    const { singles, classes } = this.#classify(left, facts);
    const ends = drainMs(classes, capacityPerSec);
    const endMs = Math.max(...ends);
    if (!Number.isFinite(endMs)) return null;
    const ended = singles
      .map((host, index) => ({ host, rowsLeft: hosts.unsettledAt(host), endMs: ends[index]! }))
      .toSorted((a, b) => b.endMs - a.endMs);
    const last = ended[0];
    return {
      endMs: endMs + rowMs,
      hosts: ended,
      isGuess:
        last !== undefined &&
        (this.speeds.ratePerSec(last.host) === null || isUnsettled(hosts.paceOf(last.host).state)),
    };
  }

  /** Rows per second that are settled now, over all hosts. */
  get bornePerSec(): number {
    return this.#spread.meanPerSec;
  }

  #describe(hosts: HostView, { endMs, hosts: ended, isGuess }: Outlook, nowMs: number): Forecast {
    const endAtMs = nowMs + endMs;
    const before = this.#endAtMs;
    this.#endAtMs = before === null || before < nowMs ? endAtMs : before + (endAtMs - before) * NEWS_SHARE;
    const expectedMs = this.#endAtMs - nowMs;
    const { rows } = this.#rowsLeft;
    const unsure = this.#unsureShare(this.#settled / Math.max(1, this.#settled + rows), isGuess);
    const [last, next] = ended;
    const isAlone =
      last !== undefined && (next === undefined || last.endMs - next.endMs > LAST_HOST_SHARE * last.endMs);
    return {
      endLowMs: expectedMs / (1 + unsure),
      endMs: expectedMs,
      endHighMs: expectedMs * (1 + unsure * 1.3),
      lastHost:
        isAlone && hosts.hostCount > 1 ? { origin: hosts.originOf(last.host), endMs: expectedMs } : null,
    };
  }

  /** Much at first, and less with each row; more when rates jump about, or when the last host is unknown. */
  #unsureShare(doneShare: number, isGuess: boolean): number {
    const early = 0.5 / Math.sqrt(1 + 100 * doneShare);
    const isCrowded = (this.#saturation ?? 0) >= SATURATED_SHARE;
    // A host that shares the slots with many others could not show yet what it bears.
    const guess = isGuess ? (isCrowded ? 0.8 : 0.3) * (1 - doneShare) : 0;
    return Math.max(0.02, Math.min(1.5, Math.hypot(early, guess, this.#spread.relativeError)));
  }

  #hostsLeft(hosts: HostView): number[] {
    const left: number[] = [];
    for (let host = 0; host < hosts.hostCount; host++)
      if (hosts.unsettledAt(host) > 0 && hosts.parkedUntilMs(host) !== Infinity) left.push(host);
    return left;
  }

  #typicalPerSec(left: readonly number[]): number | null {
    const rates: number[] = [];
    for (const host of left) {
      const rate = this.speeds.ratePerSec(host);
      if (rate !== null) rates.push(rate);
      if (rates.length === 500) break;
    }
    if (rates.length < 3) return null;
    return rates.toSorted((a, b) => a - b)[rates.length >> 1]!;
  }

  #classOf(hosts: HostView, host: number, run: RunFacts, rowMs: number, nowMs: number): HostClass {
    const rows = hosts.unsettledAt(host);
    const ratePerSec = expectedRate(
      {
        rowsLeft: rows,
        rowMs: this.speeds.rowMs(host, rowMs),
        measuredPerSec: this.speeds.ratePerSec(host),
        recentPerSec: this.speeds.recentPerSec(host),
        pace: hosts.paceOf(host),
      },
      run,
    );
    return { hosts: 1, rows, ratePerSec, startMs: Math.max(0, hosts.parkedUntilMs(host) - nowMs) };
  }

  /** Those that take longest by themselves, and classes of the others. */
  #classify(
    left: readonly number[],
    facts: readonly HostClass[],
  ): { singles: number[]; classes: HostClass[] } {
    const aloneMs = Float64Array.from(
      facts,
      ({ rows, ratePerSec, startMs }) => startMs + (rows * 1000) / ratePerSec,
    );
    const singles = longest(aloneMs, SINGLE_HOSTS);
    const isSingle = new Uint8Array(facts.length);
    for (const index of singles) isSingle[index] = 1;
    const sums = new Map<number, { hosts: number; rows: number; rate: number; start: number }>();
    for (let index = 0; index < facts.length; index++) {
      if (isSingle[index] === 1) continue;
      const { rows, ratePerSec, startMs } = facts[index]!;
      const key = (step(rows) * 512 + step(ratePerSec)) * 512 + step(startMs);
      let sum = sums.get(key);
      if (sum === undefined) sums.set(key, (sum = { hosts: 0, rows: 0, rate: 0, start: 0 }));
      sum.hosts++;
      sum.rows += rows;
      sum.rate += ratePerSec;
      sum.start += startMs;
    }
    const others = [...sums.values()].map(({ hosts, rows, rate, start }) => ({
      hosts,
      rows: rows / hosts,
      ratePerSec: rate / hosts,
      startMs: start / hosts,
    }));
    return {
      singles: singles.map((index) => left[index]!),
      classes: [...singles.map((index) => facts[index]!), ...others],
    };
  }
}

function countRows(hosts: HostView, nowMs: number): RowsLeft {
  const count = { rows: 0, parkedRows: 0, pausedRows: 0, pausedHosts: 0 };
  for (let host = 0; host < hosts.hostCount; host++) {
    const left = hosts.unsettledAt(host);
    if (left === 0) continue;
    const untilMs = hosts.parkedUntilMs(host);
    if (untilMs === Infinity) {
      count.pausedRows += left;
      count.pausedHosts++;
      continue;
    }
    count.rows += left;
    if (untilMs > nowMs) count.parkedRows += left;
  }
  return count;
}

/** Indexes of the `count` largest. */
function longest(values: Float64Array, count: number): number[] {
  if (values.length <= count) return [...values.keys()];
  const border = values.toSorted()[values.length - count]!;
  const found: number[] = [];
  for (let at = 0; at < values.length; at++) if (values[at]! > border) found.push(at);
  for (let at = 0; at < values.length && found.length < count; at++)
    if (values[at] === border) found.push(at);
  return found;
}

/** On a scale on which neighbours are alike; 0 for nothing. */
function step(value: number): number {
  return value <= 0 ? 0 : Math.min(511, Math.max(1, 100 + Math.round(Math.log(value) / CLASS_STEP)));
}

/** Speeding up or slowed down: it will not be asked at this speed for long. */
function isUnsettled(state: HostState): boolean {
  return state === 'ramping' || state === 'backing_off';
}
