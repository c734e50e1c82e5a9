/**
 * One request and its answer, on one connection, as data: whatever happens, `onDone` is
 * called exactly once with a result.
 *
 * This is an undici dispatch handler in its older form (`onHeaders` with raw header
 * bytes): the newer form builds an object of all headers for each answer, of which we read
 * five.
 */
import type { Dispatcher } from 'undici';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { AttemptPhases } from '../../../shared/rows.ts';
import type { Clock } from '../clock.ts';
import { BodyReader, type BodyResult } from './body-reader.ts';
import { classifyError, errorCode, type Phase } from './classify.ts';
import { NO_TIMES, type Connection } from './connection.ts';

const NO_BODY: BodyResult = { bytes: 0, title: null, digest: null, head: null, failure: null };
/** A redirect's or an error's body is read for the sake of the connection, up to this much. */
const UNWANTED_BODY_MAX_BYTES = 1024 * 1024;

export interface ExchangeLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
  /** Monotonic time by which everything must be over. */
  readonly totalDeadlineMs: number;
  readonly maxBodyBytes: number;
  readonly needsDigest: boolean;
}

/** What a single exchange knows of an attempt's times. */
export type ExchangePhases = Omit<AttemptPhases, 'waitMs'>;

export interface ExchangeResult {
  /** `null`: the answer came whole; its status is still to be judged. */
  readonly failure: { readonly code: OutcomeCode; readonly message: string } | null;
  readonly status: number | null;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly contentType: string | null;
  readonly bytes: number;
  readonly title: string | null;
  /** CRC-32 of the decoded body; `null` unless asked for and the body came whole. */
  readonly digest: number | null;
  /** First decoded bytes of the body of a 2xx answer, at most 4 KB. Not to be kept past the callback. */
  readonly head: Buffer | null;
  readonly phases: ExchangePhases;
  /**
   * True when a reused connection was closed before any byte of the answer: the server
   * had given it up already, and the request may be sent again (RFC 9112, 9.3.1).
   */
  readonly isStaleConnection: boolean;
}

export interface ExchangeRequest {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

// The older form of the handler, which undici 7 accepts but no longer types.
interface RawHandler {
  onConnect(abort: (reason?: Error) => void): void;
  onHeaders(status: number, headers: readonly Buffer[], resume: () => void): boolean;
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  onError(error: Error): void;
}

export class Exchange implements RawHandler {
  /** Monotonic time of the next time-out. Read by the {@link DeadlineSweeper}. */
  deadlineMs: number;
  /** Place in the sweeper's list. */
  sweepIndex = -1;
  readonly #connection: Connection;
  readonly #limits: ExchangeLimits;
  readonly #clock: Clock;
  readonly #onDone: (result: ExchangeResult, canReuse: boolean) => void;
  readonly #bytesReadBefore: number;
  #phase: 'connect' | 'headers' | 'body' = 'connect';
  #sentMs = 0;
  #firstByteMs = 0;
  #status: number | null = null;
  #location: string | null = null;
  #retryAfter: string | null = null;
  #contentType: string | null = null;
  #body: BodyReader | null = null;
  #resume: (() => void) | null = null;
  #hasMessageEnded = false;
  #isDone = false;

  constructor(
    connection: Connection,
    limits: ExchangeLimits,
    clock: Clock,
    onDone: (result: ExchangeResult, canReuse: boolean) => void,
  ) {
    this.#connection = connection;
    this.#limits = limits;
    this.#clock = clock;
    this.#onDone = onDone;
    this.#bytesReadBefore = connection.bytesRead;
    this.deadlineMs = Math.min(limits.totalDeadlineMs, clock.now() + limits.connectMs);
  }

  start(request: ExchangeRequest): void {
    const options = {
      origin: this.#connection.origin,
      path: request.path,
      method: 'GET' as const,
      // undici only reads the array.
      headers: request.headers as string[],
    };
    // RawHandler is what undici 7 calls when `onRequestStart` is absent.
    this.#connection.client.dispatch(options, this as unknown as Dispatcher.DispatchHandler);
  }

  /** The sweeper found {@link deadlineMs} passed. */
  timeOut(): void {
    const isTotal = this.deadlineMs >= this.#limits.totalDeadlineMs;
    if (isTotal && this.#phase !== 'connect') {
      this.#fail('timeout.total', 'not complete within the total timeout');
    } else if (this.#phase === 'connect') {
      this.#failConnect();
    } else if (this.#phase === 'headers') {
      this.#fail('timeout.headers', `no headers within ${this.#limits.headersMs} ms`);
    } else {
      this.#fail('timeout.idle', `no bytes for ${this.#limits.idleMs} ms`);
    }
  }

  /** Ends it without a result; `onDone` is not called any more. */
  abandon(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#body?.abandon();
    this.#connection.destroy();
  }

  onConnect(): void {
    this.#phase = 'headers';
    this.#sentMs = this.#clock.now();
    this.#setDeadline(this.#sentMs, this.#limits.headersMs);
  }

  onHeaders(status: number, headers: readonly Buffer[], resume: () => void): boolean {
    if (this.#isDone || status < 200) return true; // 1xx: the answer is still to come
    this.#phase = 'body';
    this.#status = status;
    this.#firstByteMs = this.#clock.now();
    this.#resume = resume;
    this.#setDeadline(this.#firstByteMs, this.#limits.idleMs);
    this.#readHeaders(headers);
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#isDone) return true;
    this.#setDeadline(this.#clock.now(), this.#limits.idleMs);
    return this.#body?.push(chunk) ?? true;
  }

  onComplete(): void {
    if (this.#isDone) return;
    this.#hasMessageEnded = true;
    if (this.#body === null) this.#succeed(NO_BODY);
    else this.#body.end();
  }

  onError(error: Error): void {
    if (this.#isDone) return;
    const phase = this.#phaseOfError();
    const isUnanswered = phase === 'headers';
    this.#finish(
      { code: classifyError(error, phase), message: describe(error) },
      { isStaleConnection: isUnanswered && this.#isOnReusedSocket() },
    );
  }

  #setDeadline(nowMs: number, limitMs: number): void {
    this.deadlineMs = Math.min(this.#limits.totalDeadlineMs, nowMs + limitMs);
  }

  #readHeaders(headers: readonly Buffer[]): void {
    let contentEncoding: string | null = null;
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const name = headers[index]!;
      // The length tells most headers apart without making a string of them.
      if (name.length === 8 && isNamed(name, 'location')) this.#location ??= latin1(headers[index + 1]!);
      else if (name.length === 11 && isNamed(name, 'retry-after'))
        this.#retryAfter = latin1(headers[index + 1]!);
      else if (name.length === 12 && isNamed(name, 'content-type'))
        this.#contentType = latin1(headers[index + 1]!);
      else if (name.length === 16 && isNamed(name, 'content-encoding'))
        contentEncoding = joined(contentEncoding, latin1(headers[index + 1]!));
    }
    const isWanted = this.#status! < 300 || this.#status! >= 400;
    this.#body = new BodyReader({
      contentType: this.#contentType,
      contentEncoding: isWanted ? contentEncoding : null,
      maxBytes: isWanted ? this.#limits.maxBodyBytes : UNWANTED_BODY_MAX_BYTES,
      needsDigest: this.#limits.needsDigest,
      onDone: (result) => this.#succeed(result),
      onDrain: () => {
        if (!this.#isDone && !this.#hasMessageEnded) this.#resume?.();
      },
    });
  }

  /** The body is read to its end, or as far as it can be. */
  #succeed(body: BodyResult): void {
    // A status that is a failure by itself is the better answer than a broken error page.
    const isPage = this.#status! >= 200 && this.#status! < 300;
    this.#finish(isPage ? body.failure : null, {
      bytes: body.bytes,
      title: body.title,
      digest: body.digest,
      head: isPage ? body.head : null,
    });
  }

  #phaseOfError(): Phase {
    if (this.#phase === 'connect') return this.#connection.setUpPhase;
    if (this.#phase === 'body') return 'body';
    const bytesReadBefore = this.#isOnReusedSocket() ? this.#bytesReadBefore : 0;
    return this.#connection.bytesRead > bytesReadBefore ? 'answering' : 'headers';
  }

  /** A connection that had timed out is set up again by undici, and its count starts anew. */
  #isOnReusedSocket(): boolean {
    return this.#connection.exchangesOnSocket > 0;
  }

  #failConnect(): void {
    const phase = this.#connection.setUpPhase;
    if (phase === 'dns') this.#fail('dns.timeout', 'the name was not resolved in time');
    else
      this.#fail('connect.timeout', phase === 'tls' ? 'no TLS handshake in time' : 'no connection in time');
  }

  #fail(code: OutcomeCode, message: string): void {
    this.#finish({ code, message }, {});
  }

  #finish(
    failure: ExchangeResult['failure'],
    facts: Partial<Pick<ExchangeResult, 'bytes' | 'title' | 'digest' | 'head' | 'isStaleConnection'>>,
  ): void {
    if (this.#isDone) return;
    this.#isDone = true;
    this.#body?.abandon();
    const nowMs = this.#clock.now();
    // Taken once: an exchange that found the connection ready had no set-up.
    const { times } = this.#connection;
    this.#connection.times = NO_TIMES;
    const result: ExchangeResult = {
      failure,
      status: this.#status,
      location: this.#location,
      retryAfter: this.#retryAfter,
      contentType: this.#contentType,
      bytes: facts.bytes ?? 0,
      title: facts.title ?? null,
      digest: facts.digest ?? null,
      head: facts.head ?? null,
      phases: {
        dnsMs: times.dnsMs,
        connectMs: times.connectMs,
        tlsMs: times.tlsMs,
        firstByteMs: this.#status === null ? null : this.#firstByteMs - this.#sentMs,
        bodyMs: this.#status === null ? null : nowMs - this.#firstByteMs,
      },
      isStaleConnection: facts.isStaleConnection ?? false,
    };
    // Only a message that ended by itself leaves the connection fit for another.
    if (!this.#hasMessageEnded) this.#connection.destroy();
    this.#onDone(result, this.#hasMessageEnded);
  }
}

/** The result of a request that could not even be sent. */
export function unsent(code: OutcomeCode, message: string): ExchangeResult {
  return {
    failure: { code, message },
    status: null,
    location: null,
    retryAfter: null,
    contentType: null,
    bytes: 0,
    title: null,
    digest: null,
    head: null,
    phases: { ...NO_TIMES, firstByteMs: null, bodyMs: null },
    isStaleConnection: false,
  };
}

function isNamed(name: Buffer, lowerCaseName: string): boolean {
  return latin1(name).toLowerCase() === lowerCaseName;
}

function latin1(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function joined(first: string | null, second: string): string {
  return first === null ? second : `${first}, ${second}`;
}

function describe(error: Error): string {
  const code = errorCode(error);
  const message = error instanceof AggregateError ? (error.errors[0] as Error).message : error.message;
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
