/**
 * One look-up per host name, however many connections want it.
 *
 * `dns.lookup` runs getaddrinfo on libuv's small thread pool, where a hundred equal
 * questions to a slow resolver wait behind each other (nodejs/node#62503). So equal
 * questions share one answer, answers are kept for a while, and only a few names are
 * asked for at once.
 */
import { lookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import type { Clock } from '../clock.ts';
import { isInvalidName } from './address.ts';

/** getaddrinfo does not tell a time to live; a minute is what browsers use. */
const POSITIVE_TTL_MS = 60_000;
/** Long enough to spare a dead name the storm, short enough to notice its return. */
const NEGATIVE_TTL_MS = 10_000;
const MAX_CONCURRENT = 8;
const MAX_ENTRIES = 20_000;

type Callback = (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void;
type Resolve = (hostname: string, callback: Callback) => void;

interface Entry {
  readonly expiresAtMs: number;
  readonly error: NodeJS.ErrnoException | null;
  readonly addresses: readonly LookupAddress[];
}

const systemResolve: Resolve = (hostname, callback) =>
  lookup(hostname, { all: true, verbatim: true }, (error, addresses) => callback(error, addresses ?? []));

export class DnsCache {
  readonly #clock: Clock;
  readonly #resolve: Resolve;
  readonly #entries = new Map<string, Entry>();
  readonly #waiting = new Map<string, Callback[]>();
  readonly #queue: string[] = [];
  #running = 0;

  constructor(clock: Clock, resolve: Resolve = systemResolve) {
    this.#clock = clock;
    this.#resolve = resolve;
  }

  /** Calls back at once when the answer is known or `hostname` is an address. */
  resolve(hostname: string, callback: Callback): void {
    const family = isIP(hostname);
    if (family !== 0) {
      callback(null, [{ address: hostname, family }]);
      return;
    }
    if (isInvalidName(hostname)) {
      callback(notFound(hostname), []);
      return;
    }
    const entry = this.#entries.get(hostname);
    if (entry !== undefined && entry.expiresAtMs > this.#clock.now()) {
      callback(entry.error, entry.addresses);
      return;
    }
    const waiting = this.#waiting.get(hostname);
    if (waiting !== undefined) {
      waiting.push(callback);
      return;
    }
    this.#waiting.set(hostname, [callback]);
    this.#queue.push(hostname);
    this.#pump();
  }

  /** For `net.connect`: the answer of {@link resolve}, in the form that was asked for. */
  readonly lookup: LookupFunction = (hostname, options, callback) => {
    this.resolve(hostname, (error, addresses) => {
      const first = addresses[0];
      if (error !== null || first === undefined) callback(error ?? notFound(hostname), '');
      else if (options.all) callback(null, [...addresses]);
      else callback(null, first.address, first.family);
    });
  };

  /** What was not found while there was no network may well exist. */
  forgetFailures(): void {
    for (const [hostname, { error }] of this.#entries) if (error !== null) this.#entries.delete(hostname);
  }

  #pump(): void {
    while (this.#running < MAX_CONCURRENT) {
      const hostname = this.#queue.shift();
      if (hostname === undefined) return;
      this.#running++;
      this.#resolve(hostname, (failure, addresses) => {
        this.#running--;
        const error = failure ?? (addresses.length === 0 ? notFound(hostname) : null);
        this.#keep(hostname, error, addresses);
        const waiting = this.#waiting.get(hostname) ?? [];
        this.#waiting.delete(hostname);
        for (const callback of waiting) callback(error, addresses);
        this.#pump();
      });
    }
  }

  #keep(hostname: string, error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]): void {
    // A Map remembers the order of insertion: the first key is the oldest answer.
    if (this.#entries.size >= MAX_ENTRIES) {
      const oldest = this.#entries.keys().next();
      if (oldest.done !== true) this.#entries.delete(oldest.value);
    }
    const ttlMs = error === null ? POSITIVE_TTL_MS : NEGATIVE_TTL_MS;
    this.#entries.delete(hostname);
    this.#entries.set(hostname, { expiresAtMs: this.#clock.now() + ttlMs, error, addresses });
  }
}

function notFound(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`getaddrinfo ENOTFOUND ${hostname}`), { code: 'ENOTFOUND' });
}
