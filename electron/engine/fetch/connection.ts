/**
 * One connection to a host, straight or through a proxy: an undici Client that carries one
 * request at a time, the times that setting it up took, and how far that has come.
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type buildConnector, Client, type Dispatcher, errors } from 'undici';
import type { Clock } from '../clock.ts';
import type { Phase } from './classify.ts';
import type { DnsCache } from './dns-cache.ts';
import { InterimAnswers } from './interim-answers.ts';
import { connectThroughProxy } from './proxy-connector.ts';
import type { Proxy } from './proxy.ts';
import type { TurnQueue } from './turn-queue.ts';

const KEEP_ALIVE_MS = 4_000;
/** undici's 16 KiB refuses real sites; browsers take 256 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;
/** What undici does not count: the status line, and 1xx answers. One read brings up to 64 KiB at once. */
const MAX_HEAD_BYTES = 2 * MAX_HEADER_BYTES;

export type Connector = ReturnType<typeof buildConnector>;

/** How connections are made. */
export interface Route {
  readonly connect: Connector;
  readonly dns: DnsCache;
  readonly clock: Clock;
  readonly proxy: Proxy | null;
  /** For opening and closing. */
  readonly turns: TurnQueue;
}

/** Milliseconds that setting up took; `null` where a step did not happen. */
export interface ConnectTimes {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
}

export const NO_TIMES: Readonly<ConnectTimes> = { dnsMs: null, connectMs: null, tlsMs: null };

export class Connection {
  readonly origin: string;
  readonly proxy: Proxy | null;
  /** Addresses of the host, or of the proxy, as far as they are known. */
  addresses: readonly string[] = [];
  /** How far setting up has come; meaningful until the request is sent. */
  setUpPhase: Phase = 'dns';
  /** Times of the latest set-up; taken by the exchange that caused it. */
  times: Readonly<ConnectTimes> = NO_TIMES;
  /** Exchanges completed on the present socket; above 0 the server may close it under us. */
  exchangesOnSocket = 0;
  readonly #route: Route;
  /** Made when it is needed, which is not for what times out before its turn. */
  #client: Client | null = null;
  readonly #answers = new InterimAnswers();
  #socket: Socket | null = null;
  #isDestroyed = false;

  /** @throws When `origin` is not one of http or https. */
  constructor(origin: string, route: Route) {
    if (!/^https?:\/\/./.test(origin)) throw new TypeError(`${origin} is no origin of http`);
    this.origin = origin;
    this.proxy = route.proxy;
    this.#route = route;
  }

  /** Whether it was its turn to be opened. */
  get hasBegun(): boolean {
    return this.#client !== null;
  }

  /** Whether any byte of the answer to the latest request has come. */
  get hasAnswerBegun(): boolean {
    return this.#answers.hasBegun;
  }

  /** Whether the other side has closed it, in an orderly way. */
  get hasEnded(): boolean {
    return this.#socket?.readableEnded ?? false;
  }

  /** Of the server that answers; `null` behind a proxy, which keeps it to itself. */
  get remoteAddress(): string | null {
    return this.proxy === null ? (this.#socket?.remoteAddress ?? null) : null;
  }

  /** Sends a request, now if the connection is there, else when it is its turn to be opened. */
  dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): void {
    if (this.#client !== null && this.isOpen) {
      this.#client.dispatch(options, handler);
      return;
    }
    this.#route.turns.add(() => {
      if (this.#isDestroyed) return;
      this.#client ??= this.#createClient();
      this.#client.dispatch(options, handler);
    });
  }

  /** @returns What to send for `path`. Plain http is asked of the proxy, with the whole address. */
  request(path: string, headers: readonly string[]): { path: string; headers: readonly string[] } {
    if (!this.isAskedOfProxy) return { path, headers };
    const authorization = this.proxy?.authorization ?? null;
    return {
      path: this.origin + path,
      headers: authorization === null ? headers : [...headers, 'proxy-authorization', authorization],
    };
  }

  /** Whether it is the proxy that answers, and not the host through a tunnel. */
  get isAskedOfProxy(): boolean {
    return this.proxy !== null && this.origin.startsWith('http:');
  }

  /** A request is on its way. */
  expectAnswer(): void {
    this.#answers.expect();
  }

  /** The headers of its answer are through. */
  headersCame(): void {
    this.#answers.close();
  }

  /** False once the server or a time-out has closed it. */
  get isOpen(): boolean {
    return !this.#isDestroyed && this.#socket !== null && !this.#socket.destroyed;
  }

  /** Calls back when the socket is closed, by whomever. */
  onClosed(callback: () => void): void {
    this.#socket?.once('close', callback);
  }

  /** Ends the connection whatever it is doing; an exchange on it gets its `onError`. */
  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    const client = this.#client;
    if (client === null) return;
    // Later, because this may be called from inside undici's parser, on this very connection.
    this.#route.turns.add(() => {
      void client.destroy();
      // undici leaves a socket alone that is still connecting; a silent host would hold it for minutes.
      this.#socket?.destroy();
    });
  }

  #createClient(): Client {
    return new Client(this.origin, {
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // All time limits are ours: undici's are coarse and do not bound the whole request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => this.#connect(options, callback, this.#route),
    });
  }

  #connect(options: Parameters<Connector>[0], callback: Parameters<Connector>[1], route: Route): void {
    const times: ConnectTimes = { dnsMs: null, connectMs: null, tlsMs: null };
    this.times = times;
    this.exchangesOnSocket = 0;
    if (route.proxy === null) this.#connectDirectly(options, callback, route, times);
    else this.#connectThroughProxy(route.proxy, options, callback, route, times);
  }

  #connectDirectly(
    options: Parameters<Connector>[0],
    callback: Parameters<Connector>[1],
    { connect, dns, clock }: Route,
    times: ConnectTimes,
  ): void {
    this.setUpPhase = 'dns';
    const startedMs = clock.now();
    dns.resolve(options.hostname, (error, addresses) => {
      if (this.#isDestroyed) return;
      if (error !== null) {
        // Later: the answer may have been known already, and nobody expects the end within the start.
        setImmediate(callback, error, null);
        return;
      }
      this.addresses = addresses.map(({ address }) => address);
      const resolvedMs = clock.now();
      times.dnsMs = resolvedMs - startedMs;
      this.setUpPhase = 'connect';
      // The connector returns the socket that it opens; undici's types do not say so.
      const socket = connect(options, callback) as unknown as Socket | TLSSocket;
      this.#take(socket);
      socket.once('connect', () => {
        const connectedMs = clock.now();
        times.connectMs = connectedMs - resolvedMs;
        if (options.protocol !== 'https:') return;
        this.setUpPhase = 'tls';
        socket.once('secureConnect', () => {
          times.tlsMs = clock.now() - connectedMs;
        });
      });
    });
  }

  /** The proxy's name is its own affair: what counts as connecting is the whole way up to the server. */
  #connectThroughProxy(
    proxy: Proxy,
    options: Parameters<Connector>[0],
    callback: Parameters<Connector>[1],
    { connect, dns, clock }: Route,
    times: ConnectTimes,
  ): void {
    const startedMs = clock.now();
    let connectedMs: number | null = null;
    const steps = {
      onPhase: (phase: Phase) => {
        this.setUpPhase = phase;
        if (phase !== 'tls') return;
        connectedMs = clock.now();
        times.connectMs = connectedMs - startedMs;
      },
      onAddresses: (addresses: readonly string[]) => {
        this.addresses = addresses;
      },
      onSocket: (socket: Socket) => this.#take(socket),
      isGivenUp: () => this.#isDestroyed,
    };
    connectThroughProxy(proxy, options, { connect, dns, steps }, (...outcome) => {
      const nowMs = clock.now();
      if (connectedMs === null) times.connectMs = nowMs - startedMs;
      else times.tlsMs = nowMs - connectedMs;
      callback(...outcome);
    });
  }

  /** Makes `socket` the one that is closed with the connection, and reads along. */
  #take(socket: Socket): void {
    this.#socket = socket;
    const push = socket.push.bind(socket);
    // Where Node hands over what has come, decrypted, before any listener sees it.
    socket.push = (chunk: Buffer | null): boolean => {
      // Under a tunnel there is another socket, which carries what is encrypted.
      const isAnswer = chunk !== null && socket === this.#socket;
      if (isAnswer && this.#answers.read(chunk) > MAX_HEAD_BYTES) {
        socket.destroy(new errors.HeadersOverflowError());
        return false;
      }
      return push(chunk);
    };
  }
}
