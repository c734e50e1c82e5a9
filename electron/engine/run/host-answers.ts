/** What answers say about their hosts: to the governor, and to whoever has to wait for one. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock } from '../clock.ts';
import { classifyStatus } from '../fetch/classify.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import { parseQuota } from '../fetch/quota.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import { kindOf } from '../governor/answer-kind.ts';
import type { Governor } from '../governor/governor.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { Flight } from './flight.ts';
import type { ParkedHosts } from './parked-hosts.ts';

export interface HostAnswersOptions {
  readonly governor: Governor;
  readonly scheduler: Scheduler;
  readonly clock: Clock;
  readonly parked: ParkedHosts;
  /** Nothing but `code` comes from the host, however long it is left alone. */
  readonly onHostHopeless: (origin: string, code: OutcomeCode) => void;
}

export class HostAnswers {
  readonly #o: HostAnswersOptions;

  constructor(options: HostAnswersOptions) {
    this.#o = options;
  }

  /** Every request counts, also those of redirects. */
  add(
    host: number,
    { sentMs, inFlightAtHost }: Pick<Flight, 'sentMs' | 'inFlightAtHost'>,
    result: ExchangeResult,
  ): void {
    const { clock, governor, scheduler } = this.#o;
    const kind = kindOf(result);
    const hasTime = kind === 'refused' && result.retryAfter !== null;
    const parkMs = governor.answered(
      host,
      {
        kind,
        startedMs: sentMs,
        inFlight: inFlightAtHost,
        firstByteMs: result.phases.firstByteMs,
        retryAfterMs: hasTime ? parseRetryAfter(result.retryAfter ?? '', clock.wallNow()) : null,
        quota: result.quota === null ? null : parseQuota(result.quota, clock.wallNow()),
      },
      clock.now(),
    );
    const code = result.failure?.code ?? classifyStatus(result.status ?? 0, result.retryAfter !== null);
    if (kind !== 'good' && governor.isHopeless(host)) this.#o.onHostHopeless(scheduler.originOf(host), code);
    // A quota that is used up comes with a good answer.
    this.park(host, parkMs, code === 'ok' ? 'http.rate_limited' : code);
  }

  park(host: number, parkMs: number, code: OutcomeCode): void {
    if (parkMs === 0) return;
    const { scheduler, parked, clock } = this.#o;
    scheduler.park(host, clock.now() + parkMs);
    parked.add(scheduler.originOf(host), parkMs, code);
  }

  /**
   * The governor has parked the host for as long as it thinks right; a fixed one says nothing without
   * Retry-After.
   *
   * @returns When a row that was told to wait may be asked for again.
   */
  parkForRow(host: number, waitMs: number): number {
    const { scheduler, clock } = this.#o;
    // Not asked of a pause, which may end sooner.
    if (scheduler.parkEndMs(host) <= clock.now()) this.park(host, waitMs, 'http.rate_limited');
    return Math.max(clock.now(), scheduler.parkEndMs(host));
  }
}
