/**
 * Whether this computer has a network at all, so that a row does not pay for a cable that
 * was pulled.
 *
 * Nothing is sent: a UDP socket that is "connected" only looks for a route. Reachability
 * cannot be known without sending, and a dead network behind a living router is the
 * network's failure, which is retried as such.
 */
import { createSocket } from 'node:dgram';
import { getServers } from 'node:dns';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Clock } from '../clock.ts';
import { errorCode } from './classify.ts';

/** How long an answer is good for. */
const KEPT_MS = 1000;
/** Just after a network has come back, its name servers may not be there yet. */
const SETTLING_MS = 3000;
/** Addresses of documentation (RFC 5737, RFC 3849), which nobody has: only a default route leads there. */
const ELSEWHERE = ['198.51.100.1', '2001:db8::1'];
/** Any; nothing is sent to it. */
const PORT = 9;
/** Errors that tell nothing of routes; all others mean that there is none. */
const TELLS_NOTHING = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

/** What a {@link Connectivity} asks of the system. */
export interface RouteTable {
  /** Whether a network other than this computer itself is attached. */
  hasAddress(): boolean;
  /** Addresses of the name servers that this computer asks. */
  nameServers(): readonly string[];
  hasRoute(address: string): Promise<boolean>;
}

export const systemRoutes: RouteTable = {
  hasAddress: () =>
    Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal)),
  // "[2001:db8::53]:5353" and "10.0.0.1:5353" are possible as well.
  nameServers: () =>
    getServers()
      .map((server) => (isIP(server) === 0 ? server.replace(/:\d+$/, '').replace(/^\[|\]$/g, '') : server))
      .filter((server) => isIP(server) !== 0),
  hasRoute: (address) =>
    new Promise((resolve) => {
      const socket = createSocket(isIP(address) === 6 ? 'udp6' : 'udp4');
      // Binding fails with an event, connecting with an argument that the types do not know of.
      socket.once('error', (error) => resolve(TELLS_NOTHING.has(errorCode(error))));
      socket.connect(PORT, address, (error?: Error) => {
        socket.close();
        resolve(error === undefined || TELLS_NOTHING.has(errorCode(error)));
      });
    }),
};

export class Connectivity {
  readonly #clock: Clock;
  readonly #routes: RouteTable;
  readonly #onRecovered: () => void;
  #isOffline = false;
  #checkedAtMs = -Infinity;
  #recoveredAtMs = -Infinity;
  #checking: Promise<boolean> | null = null;

  /** @param onRecovered Told when a network is there again after it was seen missing. */
  constructor(clock: Clock, routes: RouteTable, onRecovered: () => void) {
    this.#clock = clock;
    this.#routes = routes;
    this.#onRecovered = onRecovered;
  }

  /** The network came back a moment ago: what fails now may be its start. */
  get isSettling(): boolean {
    return this.#clock.now() - this.#recoveredAtMs < SETTLING_MS;
  }

  /**
   * @param addresses Where one wanted to get. An office without a way to the world is not
   *   offline as long as they can be reached.
   */
  async isOffline(addresses: readonly string[] = []): Promise<boolean> {
    return (await this.#hasNoWayOut()) && !(await this.#hasRouteToAny(addresses));
  }

  /** Asked by many at once, found out once. */
  #hasNoWayOut(): Promise<boolean> {
    if (this.#clock.now() - this.#checkedAtMs < KEPT_MS) return Promise.resolve(this.#isOffline);
    this.#checking ??= this.#check().finally(() => {
      this.#checking = null;
    });
    return this.#checking;
  }

  async #check(): Promise<boolean> {
    const isOffline =
      !this.#routes.hasAddress() ||
      !(await this.#hasRouteToAny([...ELSEWHERE, ...this.#routes.nameServers().filter(isElsewhere)]));
    this.#checkedAtMs = this.#clock.now();
    if (this.#isOffline && !isOffline) {
      this.#recoveredAtMs = this.#checkedAtMs;
      this.#onRecovered();
    }
    this.#isOffline = isOffline;
    return isOffline;
  }

  async #hasRouteToAny(addresses: readonly string[]): Promise<boolean> {
    const found = await Promise.all(addresses.map((address) => this.#routes.hasRoute(address)));
    return found.includes(true);
  }
}

/** A resolver on this computer itself, as systemd has one, says nothing about the network. */
function isElsewhere(address: string): boolean {
  return !address.startsWith('127.') && address !== '::1' && address !== '0.0.0.0' && address !== '::';
}
