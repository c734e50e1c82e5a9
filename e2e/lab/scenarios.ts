/** What is played. Names say what is special; limits are never told to who plays. */
import { Chance } from './chance.ts';
import type { HostModel } from './host-model.ts';
import type { Scenario } from './play.ts';

const PAGE = { median: 120, sigma: 0.4 };
const HOUR_MS = 3_600_000;
/** Twenty refusals in a minute and you are out for an hour, without a word. */
const STRICT: NonNullable<HostModel['ban']> = {
  offences: 20,
  withinMs: 60_000,
  forMs: HOUR_MS,
  answer: 'forbidden',
};
/** As many log watchers are set up: ten in ten minutes. */
const WATCHFUL: NonNullable<HostModel['ban']> = { ...STRICT, offences: 10, withinMs: 600_000 };

function shop(name: string, rows: number, host: Partial<HostModel>, more: Partial<Scenario> = {}): Scenario {
  return {
    name,
    rows: [rows],
    hosts: [{ workMs: PAGE, roundTripMs: 40, ...host }],
    isBanAvoidable: true,
    isStationary: true,
    ...more,
  };
}

/** A few hosts with many rows, and thousands with a handful. */
function heavyTail(rows: number, hosts: number): Scenario {
  const chance = new Chance(7);
  const weights = Array.from({ length: hosts }, () => chance.pareto(1.1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return {
    name: `${rows.toLocaleString('en')} pages on ${hosts.toLocaleString('en')} hosts with a heavy tail`,
    // The greatest one would be the whole run.
    rows: weights.map((weight) => Math.max(1, Math.min(rows / 100, Math.round((weight / total) * rows)))),
    hosts: weights.map((_, host) => {
      const workMs = { median: 60 + chance.uniform() * 400, sigma: 0.5 };
      const kind = host % 4;
      if (kind === 0)
        return {
          workMs,
          roundTripMs: 30,
          bucket: { perSec: 20 + chance.uniform() * 60, burst: 20 },
          ban: STRICT,
        };
      if (kind === 1) return { workMs, roundTripMs: 60, workers: 4 + Math.floor(chance.uniform() * 12) };
      if (kind === 2)
        return {
          workMs,
          roundTripMs: 80,
          atOnce: 8 + Math.floor(chance.uniform() * 16),
          refusal: { status: 503, saysWhen: false },
          ban: STRICT,
        };
      return { workMs, roundTripMs: 120 };
    }),
    isBanAvoidable: true,
    isStationary: true,
  };
}

export function allScenarios(scale = 1): Scenario[] {
  const rows = (count: number) => Math.round(count * scale);
  return [
    shop('a shop that bears 30/s, unknown to us, and bans', rows(100_000), {
      bucket: { perSec: 30, burst: 30 },
      ban: STRICT,
    }),
    shop('600 requests in any minute, and bans', rows(20_000), {
      window: { requests: 600, lengthMs: 60_000, isFixed: false },
      ban: STRICT,
    }),
    shop('100 requests each minute by the clock, Retry-After', rows(5000), {
      window: { requests: 100, lengthMs: 60_000, isFixed: true },
      refusal: { status: 429, saysWhen: true },
      ban: WATCHFUL,
    }),
    shop('300 requests each minute, told in RateLimit fields', rows(15_000), {
      window: { requests: 300, lengthMs: 60_000, isFixed: true },
      tellsQuota: true,
      refusal: { status: 429, saysWhen: true },
      ban: WATCHFUL,
    }),
    shop('no more than 12 at once, 503, and bans', rows(50_000), {
      atOnce: 12,
      refusal: { status: 503, saysWhen: false },
      ban: STRICT,
    }),
    shop('10 workers behind a queue, and bans who clogs it', rows(50_000), {
      workers: 10,
      ban: { ...STRICT, offences: 500, slowMs: 300 },
    }),
    shop('one worker, and bans who keeps it busy', rows(5000), {
      workers: 1,
      ban: { ...STRICT, offences: 100, slowMs: 500 },
    }),
    shop('strict gaps: 5/s without any burst', rows(5000), { bucket: { perSec: 5, burst: 1 }, ban: STRICT }),
    shop('a host that bans for an hour after 5 refusals in 10 minutes', rows(50_000), {
      bucket: { perSec: 30, burst: 30 },
      ban: { offences: 5, withinMs: 600_000, forMs: HOUR_MS, answer: 'forbidden_with_time' },
    }),
    shop(
      'a host that gets slower and slower',
      rows(50_000),
      {
        workers: 20,
        slowness: (nowMs) => 1 + nowMs / 600_000,
        ban: { ...STRICT, offences: 1000, slowMs: 300 },
      },
      { isStationary: false },
    ),
    shop(
      'the load of a day: half as fast at the worst',
      rows(100_000),
      {
        bucket: { perSec: 60, burst: 60 },
        slowness: (nowMs) => 1.5 - 0.5 * Math.cos((2 * Math.PI * nowMs) / 1_800_000),
        ban: STRICT,
      },
      { isStationary: false },
    ),
    shop(
      'two outages of three minutes',
      rows(30_000),
      {
        bucket: { perSec: 40, burst: 40 },
        outages: [
          { fromMs: 120_000, toMs: 300_000 },
          { fromMs: 720_000, toMs: 900_000 },
        ],
        ban: STRICT,
      },
      { isStationary: false, options: { retries: 10 } },
    ),
    shop(
      'one page in twelve fails whatever is done',
      rows(50_000),
      {
        bucket: { perSec: 30, burst: 30 },
        failureRatio: 0.08,
        ban: WATCHFUL,
      },
      { options: { retries: 5 } },
    ),
    heavyTail(rows(1_000_000), rows(10_000)),
  ];
}

/**
 * Shown and not judged: lists so short that a gentle start is most of it, and a host whose refusals
 * say nothing about its limit.
 */
export function hardScenarios(): Scenario[] {
  return [
    shop('short: 1,000 pages of a shop that bears 30/s', 1000, {
      bucket: { perSec: 30, burst: 30 },
      ban: STRICT,
    }),
    shop('short: 5,000 pages of a shop that answers six at once', 5000, {
      atOnce: 6,
      workMs: { median: 160, sigma: 0.1 },
      refusal: { status: 503, saysWhen: false },
      ban: STRICT,
    }),
    heavyTail(100_000, 2000),
    shop(
      'one page in thirty is unavailable whatever is done',
      20_000,
      { bucket: { perSec: 30, burst: 30 }, unavailableRatio: 1 / 30, ban: WATCHFUL },
      { options: { retries: 5 } },
    ),
  ];
}
