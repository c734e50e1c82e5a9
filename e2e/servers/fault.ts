/** What a fault is, and the pieces that the tables of faults are made of. */
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { head, writeAnswer, type RawRequest } from './raw-http.ts';

/**
 * Limits that make every fault show in seconds, and that a busy machine does not reach with
 * good pages; the options of a run that is to meet the expectations.
 */
export const FAULT_LIMITS = {
  timeoutConnectMs: 3000,
  timeoutHeadersMs: 2500,
  timeoutIdleMs: 2000,
  timeoutTotalMs: 6000,
  minSpeedBytesPerSec: 100,
  minSpeedWindowMs: 3000,
  maxBodyBytes: 2 * 1024 * 1024,
} as const;

/**
 * For runs that meet no fault of a time limit: none of these is reached, however busy the machine is.
 */
export const FAR_LIMITS = {
  timeoutConnectMs: 25_000,
  timeoutHeadersMs: 25_000,
  timeoutIdleMs: 25_000,
  timeoutTotalMs: 25_000,
  minSpeedBytesPerSec: 0,
  maxBodyBytes: FAULT_LIMITS.maxBodyBytes,
} as const;

/**
 * Who is asked. `main`: where the good pages are. `patience`: a port of its own, because
 * it makes its host be left alone for a while. `closed`: a port where nobody listens.
 * `unknown`: a name that does not exist. `accept`: hangs up on whoever connects.
 * The rest is asked by https and goes wrong before any HTTP is spoken.
 */
export const FAULT_HOSTS = [
  'main',
  'patience',
  'closed',
  'unknown',
  'accept',
  'self-signed',
  'expired',
  'wrong-host',
  'unknown-issuer',
  'old-tls',
  'http2-tls',
  'plain',
  'tls-reset',
  'tls-closed',
  'tls-garbage',
  'tls-silent',
] as const;
export type FaultHost = (typeof FAULT_HOSTS)[number];

export interface FaultRequest extends RawRequest {
  /** Which address of this fault it is for. */
  readonly number: number;
  /** How many times that address was asked for, this time included. */
  readonly requestNumber: number;
  /** Address of a sound page on the same host. */
  readonly goodUrl: string;
  /** `https://localhost:40123` */
  originOf(host: FaultHost): string;
  /** Path of address `number` of this fault, with `suffix` to tell hops apart. */
  pathHere(suffix: string): string;
}

export interface Fault {
  readonly name: string;
  /** What a row for it ends with; several where it depends on the machine. */
  readonly expectedCodes: readonly OutcomeCode[];
  readonly host: FaultHost;
  /** Missing when no request can arrive. */
  readonly serve?: (request: FaultRequest) => void;
  /** Attempts that a row takes when it differs from what the retry rule of the code says. */
  readonly attempts?: number;
  /**
   * An attempt may send several requests: it has hops, or it repeats one that a kept-alive
   * connection ended or answered with rubbish, which may have been there before (RFC 9112, 9.3.1).
   */
  readonly mayAskTwice?: true;
  /** In spite of everything the row gets its page, with this title. */
  readonly title?: (number: number) => string;
}

export const HTML = 'text/html; charset=utf-8';

export function goodTitle(number: number): string {
  return `Good page ${number}`;
}

export function goodPage(number: number): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${goodTitle(number)}</title></head><body>${'Sound and whole. '.repeat(60)}</body></html>`;
}

/** A fault of the main host. */
export function fault(
  name: string,
  expected: OutcomeCode,
  serve: (request: FaultRequest) => void,
  more: Partial<Fault> = {},
): Fault {
  return { name, expectedCodes: [expected], host: 'main', serve, ...more };
}

/** It looks wrong, and the page comes all the same. */
export function harmless(
  name: string,
  serve: (request: FaultRequest) => void,
  more: Partial<Fault> = {},
): Fault {
  return fault(name, 'ok', serve, { title: goodTitle, ...more });
}

/** Bytes as they are, and then nothing more. */
export function says(name: string, expected: OutcomeCode, bytes: string): Fault {
  const serve = ({ socket }: FaultRequest): void => void socket.end(Buffer.from(bytes, 'latin1'));
  return fault(name, expected, serve, { mayAskTwice: true });
}

export function status(code: number, expected: OutcomeCode, more: Partial<Fault> = {}): Fault {
  return fault(
    `status-${code}`,
    expected,
    ({ socket }) => writeAnswer(socket, code, { 'Content-Type': HTML }, `<title>${code}</title>`),
    more,
  );
}

export function page(
  { socket, number }: FaultRequest,
  headers: Readonly<Record<string, string | number>> = {},
): void {
  writeAnswer(socket, 200, { 'Content-Type': HTML, ...headers }, goodPage(number));
}

export function chunkedHead(): string {
  return head(200, { 'Content-Type': HTML, 'Transfer-Encoding': 'chunked' });
}

const DRIP_EVERY_MS = 200;

/** A piece every 200 ms, for as long as somebody listens. */
export function drip({ socket, later }: FaultRequest, piece: (index: number) => string): void {
  const next = (index: number): void => {
    socket.write(piece(index));
    later(() => next(index + 1), DRIP_EVERY_MS);
  };
  later(() => next(0), DRIP_EVERY_MS);
}
