/** Sends requests and gives back results: the engine's only door to the network. */
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock } from '../clock.ts';
import { requestTarget } from './address.ts';
import { ConnectionStacks, type Connection } from './connection.ts';
import { DeadlineSweeper } from './deadline-sweeper.ts';
import type { DnsCache } from './dns-cache.ts';
import { Exchange, unsent, type ExchangeLimits, type ExchangeResult } from './exchange.ts';

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

const ACCEPT = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

export class HttpNetwork implements Network {
  readonly #clock: Clock;
  readonly #connections: ConnectionStacks;
  readonly #sweeper: DeadlineSweeper;
  #options: RunOptions = DEFAULT_OPTIONS;
  #ownHeaders: readonly string[] = [];
  #allHeaders: readonly string[] = [];

  constructor(clock: Clock, dns: DnsCache) {
    this.#clock = clock;
    this.#connections = new ConnectionStacks(dns, clock);
    this.#sweeper = new DeadlineSweeper(clock);
  }

  setOptions(options: RunOptions): void {
    this.#options = options;
    const replaced = new Set(options.headers.map(([name]) => name.toLowerCase()));
    this.#ownHeaders = headerList([
      ['user-agent', options.userAgent],
      ['accept', ACCEPT],
      ['accept-encoding', 'gzip, deflate, br'],
    ]);
    const kept = headerList([
      ['user-agent', options.userAgent],
      ['accept', ACCEPT],
    ]).filter((_, index, list) => !replaced.has(list[index - (index % 2)]!));
    // Accept-Encoding is ours: we must be able to decode what comes.
    const given = options.headers.filter(([name]) => name.toLowerCase() !== 'accept-encoding');
    this.#allHeaders = [...kept, 'accept-encoding', 'gzip, deflate, br', ...headerList(given)];
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
    const target = requestTarget(request.url, request.knownOrigin);
    const base = request.mayCarrySecrets ? this.#allHeaders : this.#ownHeaders;
    const headers = target.authorization === null ? base : [...base, 'authorization', target.authorization];
    const connection = request.needsFreshConnection
      ? this.#connections.fresh(target.origin)
      : this.#connections.take(target.origin);
    const exchange = new Exchange(connection, this.#limits(request), this.#clock, (result, canReuse) =>
      this.#finish(exchange, connection, result, canReuse, onDone),
    );
    this.#sweeper.add(exchange);
    exchange.start({ path: target.path, headers });
    return {
      abandon: () => {
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

  isTroubleOver(_code: OutcomeCode): Promise<boolean> {
    return Promise.resolve(true);
  }

  #finish(
    exchange: Exchange,
    connection: Connection,
    result: ExchangeResult,
    canReuse: boolean,
    onDone: (result: ExchangeResult) => void,
  ): void {
    this.#sweeper.remove(exchange);
    if (canReuse) this.#connections.giveBack(connection);
    onDone(result);
  }

  #limits(request: FetchRequest): ExchangeLimits {
    return {
      connectMs: this.#options.timeoutConnectMs,
      headersMs: this.#options.timeoutHeadersMs,
      idleMs: this.#options.timeoutIdleMs,
      totalDeadlineMs: request.totalDeadlineMs,
      maxBodyBytes: this.#options.maxBodyBytes,
      needsDigest: request.needsDigest,
    };
  }
}

function headerList(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.flatMap(([name, value]) => [name, value]);
}
