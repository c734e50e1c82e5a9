/**
 * Connections to hosts: a stack of idle ones per origin.
 *
 * Each is an undici Client that carries one request at a time. The engine's own slots
 * decide how many there are, so nothing ever queues behind a pool, and taking one is
 * O(1), where a pool searches its list. Last in, first out: few connections stay warm
 * and the others time out. A host with nothing left to ask is closed at once; kept alive,
 * 20,000 hosts cost 850 MB (measured).
 */
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { buildConnector, Client } from 'undici';
import type { Clock } from '../clock.ts';
import type { Phase } from './classify.ts';
import type { DnsCache } from './dns-cache.ts';

const KEEP_ALIVE_MS = 4_000;
/** Idle connections over all hosts; a list of 20,000 hosts must not eat up this computer's open files. */
export const IDLE_MAX = 500;
/** undici's 16 KiB refuses real sites; browsers take 256 KiB. */
const MAX_HEADER_BYTES = 64 * 1024;

export type Connector = ReturnType<typeof buildConnector>;

/** Milliseconds that setting up took; `null` where a step did not happen. */
export interface ConnectTimes {
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
}

export const NO_TIMES: Readonly<ConnectTimes> = { dnsMs: null, connectMs: null, tlsMs: null };

export class Connection {
  readonly origin: string;
  readonly client: Client;
  /** How far setting up has come; meaningful until the request is sent. */
  setUpPhase: Phase = 'dns';
  /** Times of the latest set-up; taken by the exchange that caused it. */
  times: Readonly<ConnectTimes> = NO_TIMES;
  /** Exchanges completed on the present socket; above 0 the server may close it under us. */
  exchangesOnSocket = 0;
  #socket: Socket | null = null;
  #isDestroyed = false;

  constructor(origin: string, connect: Connector, dns: DnsCache, clock: Clock) {
    this.origin = origin;
    this.client = new Client(origin, {
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      maxHeaderSize: MAX_HEADER_BYTES,
      // All time limits are ours: undici's are coarse and do not bound the whole request.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: (options, callback) => this.#connect(options, callback, connect, dns, clock),
    });
  }

  /** Bytes that came over the present socket so far. */
  get bytesRead(): number {
    return this.#socket?.bytesRead ?? 0;
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
    // Later, because this may be called from inside undici's parser, on this very connection.
    setImmediate(() => {
      void this.client.destroy();
      // undici leaves a socket alone that is still connecting; a silent host would hold it for minutes.
      this.#socket?.destroy();
    });
  }

  #connect(
    options: Parameters<Connector>[0],
    callback: Parameters<Connector>[1],
    connect: Connector,
    dns: DnsCache,
    clock: Clock,
  ): void {
    const times: ConnectTimes = { dnsMs: null, connectMs: null, tlsMs: null };
    this.times = times;
    this.exchangesOnSocket = 0;
    this.setUpPhase = 'dns';
    const startedMs = clock.now();
    dns.resolve(options.hostname, (error) => {
      if (this.#isDestroyed) return;
      if (error !== null) {
        callback(error, null);
        return;
      }
      const resolvedMs = clock.now();
      times.dnsMs = resolvedMs - startedMs;
      this.setUpPhase = 'connect';
      // The connector returns the socket that it opens; undici's types do not say so.
      const socket = connect(options, callback) as unknown as Socket | TLSSocket;
      this.#socket = socket;
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
}

export class ConnectionStacks {
  /** By origin, that of the latest give-back last. */
  readonly #idle = new Map<string, Connection[]>();
  #idleCount = 0;
  readonly #dns: DnsCache;
  readonly #clock: Clock;
  readonly #connect: Connector;

  constructor(dns: DnsCache, clock: Clock) {
    this.#dns = dns;
    this.#clock = clock;
    // One for all, because it keeps the TLS sessions. No time limit: those are ours.
    this.#connect = buildConnector({ timeout: 0, lookup: dns.lookup, allowH2: false });
  }

  get idleCount(): number {
    return this.#idleCount;
  }

  take(origin: string): Connection {
    const connection = this.#idle.get(origin)?.at(-1);
    if (connection === undefined) return this.fresh(origin);
    this.#remove(connection);
    return connection;
  }

  /** A connection that has carried nothing yet. */
  fresh(origin: string): Connection {
    return new Connection(origin, this.#connect, this.#dns, this.#clock);
  }

  /** Gives back a connection whose exchange completed. */
  giveBack(connection: Connection): void {
    if (!connection.isOpen) {
      connection.destroy();
      return;
    }
    connection.exchangesOnSocket++;
    // Hosts that are only redirected to are never closed by name, so a closed connection leaves by itself.
    if (connection.exchangesOnSocket === 1) connection.onClosed(() => this.#remove(connection));
    const stack = this.#idle.get(connection.origin) ?? [];
    stack.push(connection);
    this.#idle.delete(connection.origin);
    this.#idle.set(connection.origin, stack);
    if (++this.#idleCount > IDLE_MAX) this.#closeOldest();
  }

  /** Closes what is idle at a host that has nothing left to be asked. */
  closeHost(origin: string): void {
    const stack = this.#idle.get(origin);
    if (stack === undefined) return;
    this.#idle.delete(origin);
    this.#idleCount -= stack.length;
    for (const connection of stack) connection.destroy();
  }

  closeAll(): void {
    for (const origin of this.#idle.keys()) this.closeHost(origin);
  }

  #closeOldest(): void {
    const [oldest] = this.#idle.keys();
    if (oldest !== undefined) this.closeHost(oldest);
  }

  /** Does nothing for a connection that is in use. */
  #remove(connection: Connection): void {
    const stack = this.#idle.get(connection.origin);
    const index = stack?.lastIndexOf(connection) ?? -1;
    if (stack === undefined || index === -1) return;
    stack.splice(index, 1);
    this.#idleCount--;
    if (stack.length === 0) this.#idle.delete(connection.origin);
  }
}
