/**
 * Names what holds a run up, from figures. Pure but for its memory of what it said last: advice
 * that changes each second is none, so another cause has to last, and the present one is kept
 * until it is clearly gone.
 */
import { LIMIT_RANGES, type RunLimits } from '../../../shared/options.ts';
import type { HostPace } from '../../../shared/host-pace.ts';
import type { Advice, AdviceCode, LimitRaise } from '../../../shared/plan.ts';
import type { ActivityShares } from './activity.ts';

export interface Figures {
  readonly limits: Pick<RunLimits, 'concurrency' | 'perHost' | 'ratePerSecPerHost'>;
  readonly activity: ActivityShares;
  /** Slots in use, 0..1, over the last seconds. */
  readonly slotShare: number;
  /** Of the rows that are left, those of hosts that asked for a pause; 0..1. */
  readonly parkedShare: number;
  /** The host that will be done last. */
  readonly lastHost: {
    readonly origin: string;
    readonly pace: HostPace;
    readonly inFlight: number;
    readonly isParked: boolean;
  } | null;
}

/** Readings in a row before another cause is told. */
const READINGS_NEEDED = 3;
/** However the causes change about: what is told was not so for this many readings. */
const READINGS_MAX = 6;
/** What is told already is kept down to this share of its border. */
const KEEP_SHARE = 0.8;
/** Fewer attempts than this say nothing about shares. */
const ATTEMPTS_NEEDED = 10;
const BODY_BYTES_PER_SEC = 500_000;
/** Of its places or rate, from which a host makes use of them. */
const USED_SHARE = 0.7;

const BORDERS = {
  cpu: 0.9,
  disk: 0.4,
  timeouts: 0.4,
  failures: 0.3,
  dns: 0.35,
  concurrency: 0.95,
  bandwidth: 0.6,
  parked: 0.5,
} as const satisfies Partial<Record<AdviceCode, number>>;

export class Advisor {
  #told: Advice | null = null;
  #candidate: AdviceCode | null = null;
  #readings = 0;
  /** Readings since the cause that is told was so. */
  #notTold = 0;

  /** Once a second. */
  read(figures: Figures): Advice | null {
    const advice = adviceFor(figures, this.#told?.code ?? null);
    if (advice === null) return this.#told;
    this.#notTold = advice.code === this.#told?.code ? 0 : this.#notTold + 1;
    this.#readings = advice.code === this.#candidate ? this.#readings + 1 : 1;
    this.#candidate = advice.code;
    const isChange = this.#readings >= READINGS_NEEDED || this.#notTold >= READINGS_MAX;
    if (this.#told === null || this.#notTold === 0 || isChange) {
      this.#told = advice;
      this.#notTold = 0;
    }
    return this.#told;
  }

  reset(): void {
    this.#told = null;
    this.#candidate = null;
    this.#notTold = 0;
  }
}

/** @param told What it is at present, which is kept a little longer. @returns `null` while too little is known. */
export function adviceFor(figures: Figures, told: AdviceCode | null): Advice | null {
  const { activity, limits, slotShare, parkedShare, lastHost } = figures;
  if (activity.attempts < ATTEMPTS_NEEDED && parkedShare === 0) return null;
  const origin = lastHost?.origin ?? null;
  const isOver = (code: keyof typeof BORDERS, share: number) =>
    share >= BORDERS[code] * (told === code ? KEEP_SHARE : 1);

  if (isOver('cpu', activity.cpuShare)) return plain('cpu', activity.cpuShare);
  if (isOver('disk', activity.writeShare)) return plain('disk', activity.writeShare);
  if (isOver('timeouts', activity.timeoutShare)) return plain('timeouts', activity.timeoutShare);
  if (isOver('failures', activity.failedShare)) return plain('failures', activity.failedShare);
  if (isOver('dns', activity.dnsShare)) return plain('dns', activity.dnsShare);
  if (isOver('bandwidth', activity.bodyShare) && activity.bytesPerSec >= BODY_BYTES_PER_SEC)
    return plain('bandwidth', activity.bytesPerSec);
  if (isOver('concurrency', slotShare))
    return {
      code: 'concurrency',
      origin: null,
      value: limits.concurrency,
      raise: raised('concurrency', limits.concurrency),
    };
  if (isOver('parked', parkedShare)) return { code: 'parked', origin, value: parkedShare, raise: null };
  return lastHost === null ? plain('healthy') : hostAdvice(lastHost, limits);
}

function plain(code: AdviceCode, value: number | null = null): Advice {
  return { code, origin: null, value, raise: null };
}

function hostAdvice(
  { origin, pace, inFlight }: NonNullable<Figures['lastHost']>,
  limits: Figures['limits'],
): Advice {
  const of = (code: AdviceCode, value: number | null, raise: LimitRaise | null = null): Advice => ({
    code,
    origin,
    value,
    raise,
  });
  if (pace.reason === 'quota' || pace.reason === 'retry_after' || pace.reason === 'refused')
    return of('host_refuses', pace.refusedAtPerSec ?? pace.ratePerSec);
  if (pace.reason === 'slower' || pace.reason === 'failing' || pace.reason === 'down')
    return of('host_slow', pace.ratePerSec);
  const rate = limits.ratePerSecPerHost;
  // The governor says so itself; without one only the places that are taken tell.
  const isFull =
    pace.reason === 'user_limit' && pace.state !== 'fixed'
      ? pace.ratePerSec !== rate
      : inFlight >= pace.inFlightMax * USED_SHARE;
  if (rate !== null && pace.ratePerSec === rate && !isFull)
    return of('rate', rate, raised('ratePerSecPerHost', rate));
  if (
    pace.inFlightMax === limits.perHost &&
    isFull &&
    (pace.state === 'fixed' || pace.reason === 'user_limit')
  )
    return of('per_host', limits.perHost, raised('perHost', limits.perHost));
  if (pace.state === 'ramping') return of('ramping', pace.ratePerSec);
  return of('healthy', null);
}

/** Twice as much, rounded to what people set; `null` when it is as high as it goes. */
export function raised(limit: LimitRaise['limit'], from: number): LimitRaise | null {
  const { max } = LIMIT_RANGES[limit];
  const to = Math.min(max, from * 2);
  return to > from ? { limit, to } : null;
}
