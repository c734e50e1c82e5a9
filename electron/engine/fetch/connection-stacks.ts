/**
 * Idle connections to hosts: a stack of them per origin.
 *
 * The engine's own slots decide how many connections there are, so nothing ever queues
 * behind a pool, and taking one is O(1), where a pool searches its list. Last in, first
 * out: few connections stay warm and the others time out. A host with nothing left to ask
 * is closed at once; kept alive, 20,000 hosts cost 850 MB (measured).
 */
import { buildConnector } from 'undici';
import type { Clock } from '../clock.ts';
import { Connection, type Route } from './connection.ts';
import type { DnsCache } from './dns-cache.ts';
import type { Proxy } from './proxy.ts';
import { TurnQueue } from './turn-queue.ts';

/** Idle connections over all hosts; a list of 20,000 hosts must not eat up this computer's open files. */
export const IDLE_MAX = 500;

export class ConnectionStacks {
  /** By origin, that of the latest give-back last. */
  readonly #idle = new Map<string, Connection[]>();
  #idleCount = 0;
  #route: Route;

  /** @param ca Certificates to trust instead of the usual ones. */
  constructor(dns: DnsCache, clock: Clock, ca?: string) {
    // One for all, because it keeps the TLS sessions. No time limit: those are ours.
    const connect = buildConnector({
      timeout: 0,
      lookup: dns.lookup,
      allowH2: false,
      ...(ca === undefined ? {} : { ca }),
    });
    this.#route = { connect, dns, clock, proxy: null, turns: new TurnQueue(() => clock.now()) };
  }

  /** For connections from now on; those that are idle go another way, and are closed. */
  setProxy(proxy: Proxy | null): void {
    this.#route = { ...this.#route, proxy };
    this.closeAll();
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
    return new Connection(origin, this.#route);
  }

  /** Gives back a connection whose exchange completed. */
  giveBack(connection: Connection): void {
    if (!connection.isOpen || connection.proxy !== this.#route.proxy) {
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
