/** At which rate a host will be emptied, from what it settled, how it is being asked, and what is set. */
import type { HostPace } from '../../../shared/host-pace.ts';
import * as rule from '../governor/rules.ts';

/** A host is asked as fast as it may be when it settles this share of that. */
const USED_SHARE = 0.7;
/** Nobody knows how far a host that speeds up will get; this much further, while nothing else is known. */
const RAMP_MAX_FACTOR = 4;
/** The same for one that could not show yet what it bears, because others took the slots. */
const CROWDED_RAMP_FACTOR = 3.5;

export interface HostFacts {
  readonly rowsLeft: number;
  /** Over the window; `null` while too little is known. */
  readonly measuredPerSec: number | null;
  readonly recentPerSec: number;
  readonly pace: HostPace;
}

export interface RunFacts {
  /** How long a row holds its slot, all its attempts together. */
  readonly rowMs: number;
  /** Every slot is taken: what hosts settle says less about them than about our limit. */
  readonly isSaturated: boolean;
  /** Of hosts that have been asked for a while. */
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
  const { pace, measuredPerSec, recentPerSec } = host;
  const allowed = allowedPerSec(pace, run);
  const sinceBegun = measuredPerSec === null ? null : Math.max(measuredPerSec, 1e-6);
  if (pace.state === 'ramping' && pace.reason !== 'quota' && isHeldByPace(host, run)) {
    const now = Math.max(recentPerSec, Math.min(pace.ratePerSec ?? recentPerSec, allowed));
    const most = run.isSaturated
      ? // How many places it will have, once it has its turn more often, nobody knows.
        now * CROWDED_RAMP_FACTOR
      : Math.min(allowedInFlight(pace, run), Math.max(run.typicalPerSec ?? 0, now * RAMP_MAX_FACTOR));
    return rampedMean(host.rowsLeft, now, Math.max(now, most));
  }
  if (sinceBegun === null) return Math.max(1e-6, Math.min(run.typicalPerSec ?? allowed, allowed));
  // It would settle more, if it were its turn more often.
  return run.isSaturated ? Math.max(sinceBegun, Math.min(allowed, sinceBegun * RAMP_MAX_FACTOR)) : sinceBegun;
}

/** What its pace and its places allow, whatever it did so far. */
export function allowedPerSec(pace: HostPace, run: RunFacts): number {
  return Math.min(pace.ratePerSec ?? Infinity, allowedInFlight(pace, run));
}

function allowedInFlight(pace: HostPace, { rowMs }: RunFacts): number {
  return (pace.inFlightMax * 1000) / Math.max(1, rowMs);
}

function isHeldByPace({ pace, recentPerSec, measuredPerSec }: HostFacts, { isSaturated }: RunFacts): boolean {
  if (pace.ratePerSec === null) return false;
  // It has its turn too seldom to get faster; that changes when others are done.
  if (isSaturated) return true;
  return measuredPerSec === null || recentPerSec >= USED_SHARE * pace.ratePerSec;
}

/** Mean rate over `rows` of one that grows as the governor lets it, from `fromPerSec` to at most `toPerSec`. */
export function rampedMean(rows: number, fromPerSec: number, toPerSec: number): number {
  let left = rows;
  let seconds = 0;
  let rate = Math.max(0.01, fromPerSec);
  for (const { until, growth } of [
    { until: Math.min(toPerSec, rule.BRISK_RATE), growth: rule.BRISK_GROWTH },
    { until: toPerSec, growth: rule.GROWTH },
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
