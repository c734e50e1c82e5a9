/**
 * Fetches robots.txt files: each before the first row of its host, once, within the limits
 * that hold for rows. The rows of the host wait in the scheduler meanwhile, at no cost.
 */
import { isLocalCode, type HoldCode } from '../../../shared/holds.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock, Random } from '../clock.ts';
import type { RunOptions } from '../../../shared/options.ts';
import { isRedirect, resolveRedirect } from '../fetch/address.ts';
import { classifyStatus } from '../fetch/classify.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import type { Cancellable, Network } from '../fetch/network.ts';
import { parseRetryAfter } from '../fetch/retry-after.ts';
import { decide } from '../run/retry-policy.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { RobotsCache } from './robots-cache.ts';
import { ALLOW_ALL, parseRobots, ROBOTS_MAX_BYTES } from './robots-rules.ts';

/** At least five (RFC 9309, 2.3.1.2); after more there is none. */
const REDIRECTS_MAX = 10;

interface RobotsFetch {
  /** Whose rows wait for it. */
  readonly host: number;
  /** Who is asked now: another one after a redirect. */
  atHost: number;
  url: string;
  redirects: number;
  isResent: boolean;
  request: Cancellable | null;
}

/** What was spent on a host whose robots.txt could not be read yet. */
interface Tries {
  attemptsUsed: number;
  rateLimitedCount: number;
}

export interface RobotsFetchesOptions {
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly cache: RobotsCache;
  readonly scheduler: Scheduler;
  readonly options: () => RunOptions;
  /** A request is out at `host`. @returns To be called with its answer. */
  readonly asks: (host: number) => (result: ExchangeResult) => void;
  readonly park: (host: number, waitMs: number, code: OutcomeCode) => void;
  /** One more request may go out. */
  readonly maySend: () => boolean;
  /** The network answered, whatever it said. */
  readonly onAnswered: () => void;
  readonly onLocalTrouble: (code: HoldCode, message: string) => void;
  /** Something ended or became possible. */
  readonly onChange: () => void;
}

export class RobotsFetches {
  readonly #o: RobotsFetchesOptions;
  readonly #asked = new Set<RobotsFetch>();
  /** Redirects that wait for a place at their new host. They hold none meanwhile. */
  #hops: RobotsFetch[] = [];
  readonly #tries = new Map<number, Tries>();

  constructor(options: RobotsFetchesOptions) {
    this.#o = options;
  }

  /** Requests that are out. */
  get asked(): number {
    return this.#asked.size;
  }

  get isIdle(): boolean {
    return this.#asked.size === 0 && this.#hops.length === 0;
  }

  /** Asks `host`, at which the caller has booked a place. */
  begin(host: number): void {
    this.#o.scheduler.await(host);
    const url = `${this.#o.scheduler.originOf(host)}/robots.txt`;
    this.#send({ host, atHost: host, url, redirects: 0, isResent: false, request: null });
  }

  /** Sends redirects on whose new host has a place. */
  pump(nowMs: number): void {
    if (this.#hops.length === 0) return;
    const hops = this.#hops;
    this.#hops = [];
    for (const fetch of hops) {
      if (this.#o.scheduler.parkedUntilMs(fetch.atHost) === Infinity)
        this.#failed(fetch, 'connect.unreachable', null, null, 'its redirect leads to a paused host');
      else if (this.#o.maySend() && this.#o.scheduler.enterAhead(fetch.atHost, nowMs)) this.#send(fetch);
      else this.#hops.push(fetch);
    }
  }

  /** Redirects start anew when the run goes on; what is out may come back. */
  hold(): void {
    for (const { host } of this.#hops.splice(0)) this.#o.scheduler.release(host);
  }

  abandonAll(): void {
    this.hold();
    for (const { host, atHost, request } of this.#asked) {
      request?.abandon();
      this.#o.scheduler.leave(atHost);
      this.#o.scheduler.release(host);
    }
    this.#asked.clear();
  }

  #send(fetch: RobotsFetch): void {
    const { network, clock, scheduler, options } = this.#o;
    this.#asked.add(fetch);
    const answered = this.#o.asks(fetch.atHost);
    fetch.request = network.send(
      {
        url: fetch.url,
        knownOrigin: scheduler.originOf(fetch.atHost),
        mayCarrySecrets: fetch.atHost === fetch.host,
        needsFreshConnection: fetch.isResent,
        needsDigest: false,
        totalDeadlineMs: clock.now() + options().timeoutTotalMs,
        keepBytes: ROBOTS_MAX_BYTES,
      },
      (result) => this.#received(fetch, result, answered),
    );
  }

  #received(fetch: RobotsFetch, result: ExchangeResult, answered: (result: ExchangeResult) => void): void {
    if (!this.#asked.delete(fetch)) return; // abandoned meanwhile
    if (result.isStaleConnection && !fetch.isResent) {
      fetch.isResent = true;
      this.#send(fetch);
      return;
    }
    answered(result);
    this.#o.scheduler.leave(fetch.atHost);
    const code = result.failure?.code ?? null;
    if (code !== null && isLocalCode(code)) {
      // Nothing was learnt, and nothing is spent.
      this.#o.scheduler.release(fetch.host);
      this.#o.onLocalTrouble(code, result.failure?.message ?? '');
    } else {
      this.#o.onAnswered();
      this.#judge(fetch, result);
    }
    this.#o.onChange();
  }

  #judge(fetch: RobotsFetch, result: ExchangeResult): void {
    const { status, failure } = result;
    const isPage = status !== null && status >= 200 && status < 300;
    if (isPage && (failure === null || failure.code === 'body.too_large')) {
      const bytes = result.head ?? Buffer.alloc(0);
      const rules = parseRobots(bytes, this.#o.cache.token, { isCut: failure !== null });
      this.#known(fetch, () => this.#o.cache.setRules(this.#o.scheduler.originOf(fetch.host), rules));
    } else if (failure === null && isRedirect(status)) this.#follow(fetch, result.location);
    else if (status === null || isPage || status === 408 || status === 429 || status >= 500) {
      const code = failure?.code ?? classifyStatus(status ?? 0, result.retryAfter !== null);
      this.#failed(fetch, code, status, result.retryAfter, failure?.message ?? `HTTP ${status}`);
    } else this.#none(fetch);
  }

  /** There is no robots.txt, so there is nothing to obey. */
  #none(fetch: RobotsFetch): void {
    this.#known(fetch, () => this.#o.cache.setRules(this.#o.scheduler.originOf(fetch.host), ALLOW_ALL));
  }

  #follow(fetch: RobotsFetch, location: string | null): void {
    const url = location === null ? null : resolveRedirect(location, fetch.url);
    if (url === null || fetch.redirects === REDIRECTS_MAX) {
      this.#none(fetch);
      return;
    }
    fetch.url = url;
    fetch.redirects++;
    fetch.isResent = false;
    fetch.atHost = this.#o.scheduler.hostAt(new URL(url).origin);
    this.#hops.push(fetch);
  }

  /** As a row would be tried again; after that everything counts as disallowed. */
  #failed(
    { host }: RobotsFetch,
    code: OutcomeCode,
    status: number | null,
    retryAfter: string | null,
    message: string,
  ): void {
    const { scheduler, cache, clock, random, options } = this.#o;
    const tries = this.#tries.get(host) ?? { attemptsUsed: 0, rateLimitedCount: 0 };
    if (code === 'http.rate_limited') tries.rateLimitedCount++;
    else tries.attemptsUsed++;
    const verdict = decide({
      code,
      status,
      ...tries,
      retryAfterMs: retryAfter === null ? null : parseRetryAfter(retryAfter, clock.wallNow()),
      retries: options().retries,
      policies: options().retryPolicies,
      random,
    });
    if (verdict.kind !== 'settle') {
      this.#tries.set(host, tries);
      this.#o.park(host, verdict.kind === 'retry' ? verdict.delayMs : verdict.waitMs, code);
      scheduler.release(host);
      return;
    }
    this.#tries.delete(host);
    // A host that gave no answer at all is no case of robots.txt: its rows fail as it did.
    const refusal = status === null ? code : 'skipped.robots';
    cache.setUnavailable(scheduler.originOf(host), refusal, `robots.txt could not be read: ${message}`);
    scheduler.release(host);
  }

  #known({ host }: RobotsFetch, keep: () => void): void {
    keep();
    this.#tries.delete(host);
    // Its Crawl-delay counts from this request on.
    this.#o.scheduler.repace(host);
    this.#o.scheduler.release(host);
  }
}
