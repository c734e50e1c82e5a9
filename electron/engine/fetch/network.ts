/** Sends requests and gives back results: the engine's only door to the network. */
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock } from '../clock.ts';
import { requestTarget } from './address.ts';
import { ConnectionStacks } from './connection-stacks.ts';
import type { Connection } from './connection.ts';
import { Connectivity, systemRoutes, type RouteTable } from './connectivity.ts';
import { DeadlineSweeper } from './deadline-sweeper.ts';
import type { DnsCache } from './dns-cache.ts';
import { Exchange, unsent, type ExchangeLimits, type ExchangeResult } from './exchange.ts';
import { OfflineJudge } from './offline-judge.ts';
import type { PageWish } from './page-capture.ts';
import { parseProxy, type Proxy } from './proxy.ts';
import { RequestHeaders } from './request-headers.ts';

export interface FetchRequest {
  readonly url: string;
  /** The origin that `url` probably has. */
  readonly knownOrigin: string;
  /** False after a redirect to another origin: the user's own headers may hold secrets. */
  readonly mayCarrySecrets: boolean;
  /** Do not take an idle connection: it may have been closed by the server. */
  readonly needsFreshConnection: boolean;
  /** Hash the decoded body: this host is suspected of sending one page for all. */
  readonly needsDigest: boolean;
  /** Monotonic. */
  readonly totalDeadlineMs: number;
  /** Keeps up to this many decoded bytes of a 2xx body as the result's `head`; more end it as `body.too_large`. */
  readonly keepBytes?: number;
  /** What of the page is wanted; nothing by default. */
  readonly wish?: PageWish;
  /** Ask for the page only if it is not the one that these stand for any more. */
  readonly unless?: Validators | null;
}

/** What a server said about a page so that it can be asked later whether it has changed (RFC 9110, 8.8). */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** A request under way. */
export interface Cancellable {
  /** Ends it without a result. */
  abandon(): void;
}

/** What the run asks of the network; a simulated one can take its place. */
export interface Network {
  /** `onDone` is called once, never synchronously. */
  send(request: FetchRequest, onDone: (result: ExchangeResult) => void): Cancellable;
  setOptions(options: RunOptions): void;
  /** `origin` has nothing left to be asked. */
  closeHost(origin: string): void;
  closeAll(): void;
  /** After a result with a `local.*` code: whether asking again makes sense now. */
  isTroubleOver(code: OutcomeCode): Promise<boolean>;
}

export interface HttpNetworkOptions {
  readonly routes?: RouteTable;
  /** Certificates (PEM) to trust instead of those that come with Node. */
  readonly ca?: string;
}

export class HttpNetwork implements Network {
  readonly #clock: Clock;
  readonly #connections: ConnectionStacks;
  readonly #sweeper: DeadlineSweeper;
  readonly #connectivity: Connectivity;
  readonly #offline: OfflineJudge;
  #options: RunOptions = DEFAULT_OPTIONS;
  #headers = new RequestHeaders(DEFAULT_OPTIONS);
  #proxy: Proxy | null = null;

  constructor(clock: Clock, dns: DnsCache, { routes = systemRoutes, ca }: HttpNetworkOptions = {}) {
    this.#clock = clock;
    this.#connections = new ConnectionStacks(dns, clock, ca);
    // What was open before leads nowhere now, and what was not found may well exist.
    const startAnew = (): void => {
      this.#connections.closeAll();
      dns.forgetFailures();
    };
    this.#sweeper = new DeadlineSweeper(clock, startAnew);
    this.#connectivity = new Connectivity(clock, routes, startAnew);
    this.#offline = new OfflineJudge(this.#connectivity);
  }

  setOptions(options: RunOptions): void {
    if (options.proxy !== this.#options.proxy) {
      this.#proxy = options.proxy === null ? null : parseProxy(options.proxy);
      this.#connections.setProxy(this.#proxy);
    }
    this.#options = options;
    this.#headers = new RequestHeaders(options);
  }

  send(request: FetchRequest, onDone: (result: ExchangeResult) => void): Cancellable {
    try {
      return this.#send(request, onDone);
    } catch (error) {
      // Only an address that no import accepts can do this: the run file was edited.
      const message = error instanceof Error ? error.message : String(error);
      const timer = this.#clock.after(0, () => onDone(unsent('protocol.invalid', message)));
      return { abandon: () => timer.cancel() };
    }
  }

  #send(request: FetchRequest, onDone: (result: ExchangeResult) => void): Cancellable {
    const { origin, path, authorization } = requestTarget(request.url, request.knownOrigin);
    const headers = this.#headers.list(request.mayCarrySecrets, authorization, request.unless);
    const connection = request.needsFreshConnection
      ? this.#connections.fresh(origin)
      : this.#connections.take(origin);
    let isAbandoned = false;
    const exchange = new Exchange(connection, this.#limits(request), this.#clock, (result, canReuse) => {
      this.#end(exchange, connection, canReuse);
      const judged = this.#offline.judge(result, () => hostname(connection), connection.addresses);
      if (judged === null) onDone(result);
      else void judged.then((verdict) => isAbandoned || onDone(verdict));
    });
    this.#sweeper.add(exchange);
    exchange.start(connection.request(path, headers));
    return {
      abandon: () => {
        isAbandoned = true;
        this.#sweeper.remove(exchange);
        exchange.abandon();
      },
    };
  }

  closeHost(origin: string): void {
    this.#connections.closeHost(origin);
  }

  closeAll(): void {
    this.#connections.closeAll();
  }

  async isTroubleOver(code: OutcomeCode): Promise<boolean> {
    // Whether a proxy works again, or files can be opened, is seen best by trying.
    return code !== 'local.offline' || !(await this.#connectivity.isOffline());
  }

  #end(exchange: Exchange, connection: Connection, canReuse: boolean): void {
    this.#sweeper.remove(exchange);
    if (canReuse) this.#connections.giveBack(connection);
  }

  #limits(request: FetchRequest): ExchangeLimits {
    const options = this.#options;
    return {
      connectMs: options.timeoutConnectMs,
      headersMs: options.timeoutHeadersMs,
      idleMs: options.timeoutIdleMs,
      minWindowBytes: (options.minSpeedBytesPerSec * options.minSpeedWindowMs) / 1000,
      windowMs: options.minSpeedWindowMs,
      totalDeadlineMs: request.totalDeadlineMs,
      maxBodyBytes: request.keepBytes ?? options.maxBodyBytes,
      headMaxBytes: request.keepBytes,
      needsDigest: request.needsDigest,
      wish: request.wish ?? 'nothing',
    };
  }
}

/** Of the computer that is asked. */
function hostname({ origin, proxy }: Connection): string {
  return proxy?.hostname ?? new URL(origin).hostname;
}
