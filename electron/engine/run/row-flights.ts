/**
 * Attempts under way: the request of a row, and every redirect that follows, until an answer
 * comes that is the row's.
 *
 * A redirect that has to wait for its new host keeps its slot, so that the number of
 * half-finished attempts can never pass the concurrency, and goes before new rows.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { Clock } from '../clock.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import type { Network } from '../fetch/network.ts';
import type { EarlierPage } from '../ledger/page-table.ts';
import type { PageDesk } from '../pages/page-desk.ts';
import type { RobotsFetches } from '../robots/robots-fetches.ts';
import type { RobotsGate } from '../robots/robots-gate.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { PageJudge } from './fetch-loop-options.ts';
import type { Flight } from './flight.ts';
import { HopQueue, type HopHandlers } from './hop-queue.ts';
import type { HostAnswers } from './host-answers.ts';
import type { RowAnswers } from './row-answers.ts';
import { RowFetch, validatorsOf } from './row-fetch.ts';
import type { RowQueue } from './row-queue.ts';
import type { StartMeter } from './start-meter.ts';

export interface RowFlightsOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly options: () => RunOptions;
  readonly scheduler: Scheduler;
  readonly queue: RowQueue;
  readonly gate: RobotsGate;
  readonly robots: RobotsFetches;
  readonly pageJudge: PageJudge;
  readonly desk: PageDesk;
  readonly starts: StartMeter;
  readonly hostAnswers: HostAnswers;
  /** Takes over what comes back; a flight is under way until {@link RowFlights.land}. */
  readonly rowAnswers: RowAnswers;
  /** One more request may go out. */
  readonly maySend: () => boolean;
  /** Something came back: there may be room for more. */
  readonly onChange: () => void;
}

export class RowFlights {
  readonly #o: RowFlightsOptions;
  readonly #flights = new Set<Flight>();
  readonly #hops: HopQueue;
  readonly #hopHandlers: HopHandlers;
  #isHeld = true;
  #asked = 0;

  constructor(options: RowFlightsOptions) {
    this.#o = options;
    this.#hops = new HopQueue({
      enter: (host, nowMs) => this.#enter(host, nowMs),
      parkedUntilMs: (host) => options.scheduler.parkedUntilMs(host),
    });
    this.#hopHandlers = {
      onEnter: (flight, host, waitedMs) => this.#hopEntered(flight, host, waitedMs),
      onGivenUp: (flight, host) => this.#hopGivenUp(flight, host),
    };
  }

  /** Attempts under way. */
  get size(): number {
    return this.#flights.size;
  }

  /** Requests that are out; {@link size} less the redirects that wait. */
  get asked(): number {
    return this.#asked;
  }

  /** Starts an attempt at a row at whose host the caller has booked a place. */
  start(rowId: number, url: string, earlier: EarlierPage | null, nowMs: number): void {
    const { clock, queue, scheduler } = this.#o;
    const options = this.#o.options();
    const fetch = new RowFetch({
      rowId,
      url,
      host: scheduler.hostOf(rowId),
      startedAtMs: clock.wallNow(),
      startedMs: nowMs,
      waitedMs: queue.waitedMs(rowId, nowMs),
      timeoutTotalMs: options.timeoutTotalMs,
      unless: earlier === null ? null : validatorsOf(earlier, options),
    });
    queue.taken(rowId);
    const flight: Flight = {
      fetch,
      request: null,
      needsFreshConnection: false,
      sentMs: nowMs,
      inFlightAtHost: 0,
      isDisallowed: false,
    };
    this.#flights.add(flight);
    this.#send(flight);
  }

  /** Sends redirects on whose new host has a place. */
  pump(nowMs: number): void {
    this.#hops.pump(nowMs, this.#hopHandlers);
  }

  /** What is in flight is over; its place at the host is free again already. */
  land(flight: Flight): void {
    this.#flights.delete(flight);
  }

  /** Redirects may be followed. */
  go(): void {
    this.#isHeld = false;
  }

  /** Requests that are out may come back. A redirect is a new request; it starts anew when the run goes on. */
  hold(): void {
    this.#isHeld = true;
    for (const flight of this.#hops.clear()) this.#giveBack(flight);
  }

  /** Ends everything under way; its rows wait again. */
  abandonAll(): void {
    this.hold();
    this.#asked = 0;
    for (const flight of this.#flights) {
      flight.request?.abandon();
      this.#giveBack(flight);
    }
  }

  #send(flight: Flight): void {
    const { fetch } = flight;
    const { network, clock, scheduler, gate, starts, pageJudge, desk } = this.#o;
    const ownHost = scheduler.hostOf(fetch.rowId);
    this.#asked++;
    if (gate.isDisregarded(fetch.host, fetch.currentUrl)) flight.isDisallowed = true;
    flight.sentMs = clock.now();
    starts.started(fetch.host, flight.sentMs);
    flight.inFlightAtHost = scheduler.inFlightAt(fetch.host);
    flight.request = network.send(
      {
        url: fetch.currentUrl,
        knownOrigin: scheduler.originOf(fetch.host),
        mayCarrySecrets: fetch.host === ownHost,
        needsFreshConnection: flight.needsFreshConnection,
        needsDigest: pageJudge.needsDigest(scheduler.originOf(ownHost)),
        totalDeadlineMs: fetch.totalDeadlineMs,
        wish: desk.wish(fetch.rowId, scheduler.originOf(ownHost)),
        unless: fetch.unless,
      },
      (result) => this.#received(flight, result),
    );
  }

  #received(flight: Flight, result: ExchangeResult): void {
    if (!this.#flights.has(flight)) return; // abandoned meanwhile
    const { scheduler, hostAnswers, rowAnswers } = this.#o;
    flight.request = null;
    this.#asked--;
    const step = flight.fetch.next(result);
    if (step.kind === 'again') {
      flight.needsFreshConnection = true;
      this.#send(flight);
      return;
    }
    hostAnswers.add(flight.fetch.host, flight, result);
    if (result.failure !== null) scheduler.endTurn(flight.fetch.host);
    scheduler.leave(flight.fetch.host);
    if (step.kind === 'follow') this.#follow(flight, step.url);
    else rowAnswers.handIn(flight, step.result, result);
    this.#o.onChange();
  }

  #follow(flight: Flight, url: string): void {
    const { scheduler, clock, gate } = this.#o;
    flight.needsFreshConnection = false;
    if (this.#isHeld) {
      this.#giveBack(flight);
      return;
    }
    const host = scheduler.hostAt(new URL(url).origin);
    const nowMs = clock.now();
    const refusal = gate.refusal(host, url);
    if (refusal !== null) this.#refuse(flight, refusal.reason);
    else if (this.#enter(host, nowMs)) {
      flight.fetch.host = host;
      this.#send(flight);
    } else this.#hops.add(flight, host, nowMs);
  }

  /** A redirect has its slot already; there may be fewer slots by now than when it got it. */
  #enter(host: number, nowMs: number): boolean {
    const { scheduler, gate, robots, maySend } = this.#o;
    if (!maySend() || !scheduler.enter(host, nowMs)) return false;
    if (gate.isRead(host)) return true;
    // The place goes to its robots.txt; the redirect waits on.
    robots.begin(host);
    return false;
  }

  #hopEntered(flight: Flight, host: number, waitedMs: number): void {
    const { scheduler, gate } = this.#o;
    flight.fetch.waited(waitedMs);
    const refusal = gate.refusal(host, flight.fetch.currentUrl);
    if (refusal !== null) {
      scheduler.leave(host);
      this.#refuse(flight, refusal.reason);
      return;
    }
    flight.fetch.host = host;
    this.#send(flight);
  }

  #hopGivenUp(flight: Flight, host: number): void {
    this.land(flight);
    this.#o.queue.waitFor(flight.fetch.rowId, host);
  }

  /** robots.txt disallows the address that a redirect leads to. */
  #refuse(flight: Flight, reason: string): void {
    this.#o.rowAnswers.finish(flight, flight.fetch.refused(reason));
  }

  #giveBack(flight: Flight): void {
    if (flight.request !== null) this.#o.scheduler.leave(flight.fetch.host);
    this.land(flight);
    this.#o.queue.putBack(flight.fetch.rowId);
  }
}
