/** Whether a run will be done by a time, which hosts stand in the way, and what would help. */
import type { RunLimits } from '../../../shared/options.ts';
import type { LimitRaise, Plan, PlanHelp } from '../../../shared/plan.ts';
import { raised } from './advisor.ts';
import type { Forecaster, OtherLimits, RunMoment } from './forecaster.ts';
import type { HostView } from './host-view.ts';

const LATE_SHOWN = 5;
/** Less than this is no help. */
const HELP_SHARE_MIN = 0.05;

export interface PlanQuestion {
  readonly forecaster: Forecaster;
  readonly hosts: HostView;
  readonly moment: RunMoment;
  readonly limits: Pick<RunLimits, 'concurrency' | 'perHost' | 'ratePerSecPerHost'>;
  /** From now. */
  readonly deadlineMs: number;
}

/** @returns `null` while too little is known. */
export function makePlan({ forecaster, hosts, moment, limits, deadlineMs }: PlanQuestion): Plan | null {
  const { latest: forecast } = forecaster;
  const outlook = forecaster.outlook(hosts, moment);
  if (forecast === null || outlook === null) return null;
  const { rows, pausedRows, pausedHosts } = forecaster.rowsLeft;
  const late = outlook.hosts.filter(({ endMs }) => endMs > deadlineMs);
  const hasRefused = outlook.hosts
    .slice(0, LATE_SHOWN)
    .some(({ host }) => hosts.paceOf(host).refusedAtPerSec !== null);
  const help: PlanHelp[] = [];
  for (const raise of possibleRaises(limits)) {
    const endMs = forecaster.outlook(hosts, moment, asLimits(raise))?.endMs ?? Infinity;
    if (endMs > outlook.endMs * (1 - HELP_SHARE_MIN)) continue;
    // The forecast is calmer than the outlook of this moment: what helps is told in its terms.
    help.push({
      raise,
      endMs: (forecast.endMs * endMs) / outlook.endMs,
      isRisky: hasRefused && raise.limit !== 'concurrency',
    });
  }
  return {
    forecast,
    pendingRows: rows,
    neededPerSec: deadlineMs <= 0 ? null : (rows * 1000) / deadlineMs,
    bornePerSec: forecaster.bornePerSec,
    lateHosts: late.slice(0, LATE_SHOWN).map(({ host, endMs, rowsLeft }) => ({
      origin: hosts.originOf(host),
      endMs,
      rowsLeft,
      bornePerSec: forecaster.speeds.ratePerSec(host),
    })),
    lateHostCount: late.length,
    pausedHosts: { count: pausedHosts, rows: pausedRows },
    help: help.toSorted((a, b) => a.endMs - b.endMs),
  };
}

function possibleRaises({ concurrency, perHost, ratePerSecPerHost }: PlanQuestion['limits']): LimitRaise[] {
  return [
    raised('concurrency', concurrency),
    raised('perHost', perHost),
    ratePerSecPerHost === null ? null : raised('ratePerSecPerHost', ratePerSecPerHost),
  ].filter((raise) => raise !== null);
}

function asLimits({ limit, to }: LimitRaise): OtherLimits {
  if (limit === 'ratePerSecPerHost') return { ratePerSecPerHost: to };
  return { [limit]: to ?? undefined } as OtherLimits;
}
