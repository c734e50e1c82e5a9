/** At which rate a host will be emptied, from what it settled, how it is being asked, and what is set. */
import type { HostPace } from '../../../shared/host-pace.ts';
import * as rule from '../governor/rules.ts';

/** A host is asked as fast as it may be when it settles this share of that. */
const USED_SHARE = 0.7;
/** Nobody knows how far a host that speeds up will get; this much further, while nothing else is known. */
const RAMP_MAX_FACTOR = 4;
/** The same for one that could not show yet what it bears, because others took the slots. */
const CROWDED_RAMP_FACTOR = 3.5;
/** Per second, as an exponent: what it bears is found with a refusal or two on the way. */
const CROWDED_GROWTH = 0.03;

export interface HostFacts {
  readonly rowsLeft: number;
  /** How long a row of it holds a slot, all its attempts together. */
  readonly rowMs: number;
  /** Over the window; `null` while too little is known. */
  readonly measuredPerSec: number | null;
  readonly recentPerSec: number;
  readonly pace: HostPace;
}

export interface RunFacts {
  /** Every slot is taken: what hosts settle says less about them than about our limit. */
  readonly isSaturated: boolean;
  /** What the user allows at a host, as a rule. */
  readonly perHost: number;
  readonly ratePerSecPerHost: number | null;
  /** Of hosts that have been asked for a while, and not in turn with too many others. */
  readonly typicalPerSec: number | null;
  /** Limits other than the present ones, to see what they would change. */
  readonly limits?: { readonly perHost?: number; readonly ratePerSecPerHost?: number | null };
}

/** @returns Rows per second, as a mean over all that is left of it. */
export function expectedRate(host: HostFacts, run: RunFacts): number {
  const factor = raiseFactor(host.pace, run);
  if (factor <= 1) return rateNow(host, run);
  // Only what the user set holds it back, so that much more it is thought to bear.
  return rateNow({ ...host, pace: { ...host.pace, state: 'steady' } }, run) * factor;
}

/** How much faster it would be asked under the other limits. */
function raiseFactor({ state, reason, inFlightMax, ratePerSec }: HostPace, { limits }: RunFacts): number {
  if (limits === undefined || (state !== 'fixed' && reason !== 'user_limit')) return 1;
  if (limits.perHost !== undefined && ratePerSec === null) return limits.perHost / inFlightMax;
  if (limits.ratePerSecPerHost !== undefined && ratePerSec !== null)
    return Math.min(RAMP_MAX_FACTOR, (limits.ratePerSecPerHost ?? Infinity) / ratePerSec);
  // A host that adapts is asked at a rate of its own; places are what it lacks.
  return limits.perHost !== undefined && state !== 'fixed' ? limits.perHost / inFlightMax : 1;
}

function rateNow(host: HostFacts, run: RunFacts): number {
  if (run.isSaturated) return rateOnceAlone(host, run);
  const { pace, measuredPerSec, recentPerSec } = host;
  const allowed = allowedPerSec(host, pace.inFlightMax);
  if (pace.state === 'ramping' && pace.reason !== 'quota' && isHeldByPace(host)) {
    const now = Math.max(recentPerSec, Math.min(pace.ratePerSec ?? recentPerSec, allowed));
    const most = Math.max(run.typicalPerSec ?? 0, now * RAMP_MAX_FACTOR);
    const byPlaces = placesPerSec(host, isOnTrial(pace) ? placesLater(host, run) : pace.inFlightMax);
    return rampedMean(host.rowsLeft, now, Math.max(now, Math.min(byPlaces, most)));
  }
  if (measuredPerSec === null) return Math.max(1e-6, Math.min(run.typicalPerSec ?? allowed, allowed));
  return Math.max(measuredPerSec, 1e-6);
}

/**
 * What it will bear when enough others are done. What it settles now is its share of the slots: a
 * few rows in its turn, and none until the next one. For the same reason it was never asked fast
 * enough to get faster.
 */
function rateOnceAlone(host: HostFacts, run: RunFacts): number {
  const { pace, rowsLeft, recentPerSec, measuredPerSec } = host;
  const limit = run.limits?.ratePerSecPerHost;
  const userPerSec = (limit === undefined ? run.ratePerSecPerHost : limit) ?? Infinity;
  const places = placesLater(host, run);
  const allowed = allowedPerSec(host, isOnTrial(pace) ? places : pace.inFlightMax);
  if (pace.state !== 'waiting' && (pace.state !== 'ramping' || pace.reason === 'quota'))
    return Math.max(measuredPerSec ?? 0, allowed, 1e-6);
  const now = pace.state === 'waiting' ? rule.START_RATE : Math.max(recentPerSec, allowed);
  const most = Math.min(now * CROWDED_RAMP_FACTOR, placesPerSec(host, places), userPerSec);
  return rampedMean(rowsLeft, Math.min(now, most), most, CROWDED_GROWTH);
}

/** Its one place is for the request that shows whether it answers, and says nothing about later. */
function isOnTrial({ state, reason, inFlightMax }: HostPace): boolean {
  return inFlightMax === 1 && (state === 'backing_off' || reason === 'starting');
}

function placesLater({ pace }: HostFacts, { limits, perHost }: RunFacts): number {
  return Math.max(pace.inFlightMax, limits?.perHost ?? perHost);
}

/** What its pace and so many places allow, whatever it did so far. */
function allowedPerSec(host: HostFacts, places: number): number {
  return Math.min(host.pace.ratePerSec ?? Infinity, placesPerSec(host, places));
}

function placesPerSec({ rowMs }: HostFacts, places: number): number {
  return (places * 1000) / Math.max(1, rowMs);
}

function isHeldByPace({ pace, recentPerSec, measuredPerSec }: HostFacts): boolean {
  if (pace.ratePerSec === null) return false;
  return measuredPerSec === null || recentPerSec >= USED_SHARE * pace.ratePerSec;
}

/**
 * Mean rate over `rows` of one that grows from `fromPerSec` to at most `toPerSec`: as the governor lets
 * it, or more slowly.
 */
function rampedMean(rows: number, fromPerSec: number, toPerSec: number, growthMax = Infinity): number {
  let left = rows;
  let seconds = 0;
  let rate = Math.max(0.01, fromPerSec);
  for (const { until, growth } of [
    { until: Math.min(toPerSec, rule.BRISK_RATE), growth: Math.min(growthMax, rule.BRISK_GROWTH) },
    { until: toPerSec, growth: Math.min(growthMax, rule.GROWTH) },
  ]) {
    if (rate >= until || left <= 0) continue;
    // Rows of an exponential are what it grew by, over its growth.
    const grownRows = (until - rate) / growth;
    const done = Math.min(left, grownRows);
    const reached = rate + done * growth;
    seconds += Math.log(reached / rate) / growth;
    rate = reached;
    left -= done;
  }
  seconds += Math.max(0, left) / rate;
  return rows / Math.max(1e-9, seconds);
}
