/**
 * One request and its answer, on one connection, as data: whatever happens, `onDone` is
 * called exactly once with a result.
 *
 * This is an undici dispatch handler in its older form (`onHeaders` with raw header
 * bytes): the newer form builds an object of all headers for each answer, of which we read
 * four.
 */
import type { Dispatcher } from 'undici';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock } from '../clock.ts';
import { readHeaders, type AnswerHeaders } from './answer-headers.ts';
import { BodyReader, type BodyResult } from './body-reader.ts';
import { classifyError, describeError, errorCode, type Phase } from './classify.ts';
import { NO_TIMES, type Connection } from './connection.ts';
import type { ExchangeFailure, ExchangeResult } from './exchange-result.ts';
import { PageCapture, type PageWish } from './page-capture.ts';
import { throwOutside } from './throw-outside.ts';

export { unsent, type ExchangePhases, type ExchangeResult } from './exchange-result.ts';

const NO_BODY: BodyResult = { bytes: 0, title: null, digest: null, head: null, failure: null };
const NO_HEADERS: AnswerHeaders = {
  location: null,
  retryAfter: null,
  quota: null,
  contentType: null,
  contentEncoding: null,
  etag: null,
  lastModified: null,
};
/** A redirect's or an error's body is read for the sake of the connection, up to this much. */
const UNWANTED_BODY_MAX_BYTES = 1024 * 1024;
/** 1xx answers before the real one. Real servers send a handful of early hints. */
const INTERIM_MAX = 50;

export interface ExchangeLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  readonly idleMs: number;
  /** Fewer bytes of a body than this in a whole window are too slow; 0 is no guard. */
  readonly minWindowBytes: number;
  readonly windowMs: number;
  /** Monotonic time by which everything must be over. */
  readonly totalDeadlineMs: number;
  readonly maxBodyBytes: number;
  readonly headMaxBytes?: number | undefined;
  readonly needsDigest: boolean;
  /** Nothing by default. */
  readonly wish?: PageWish;
}

export interface ExchangeRequest {
  readonly path: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

// The older form of the handler, which undici 7 accepts but no longer types.
interface RawHandler {
  onConnect(abort: (reason?: Error) => void): void;
  onHeaders(status: number, headers: readonly Buffer[], resume: () => void, statusText?: string): boolean;
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
  #phase: 'connect' | 'headers' | 'body' = 'connect';
  #sentMs = 0;
  #firstByteMs = 0;
  #idleDeadlineMs = Infinity;
  #windowEndMs = Infinity;
  #windowStartBytes = 0;
  /** Of the body, as they came over the wire. */
  #wireBytes = 0;
  #interimCount = 0;
  #status: number | null = null;
  #headers: AnswerHeaders = NO_HEADERS;
  #body: BodyReader | null = null;
  #capture: PageCapture | null = null;
  #resume: (() => void) | null = null;
  /** The decoder asked the server to wait. */
  #isPaused = false;
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
    this.#connection.dispatch(options, this as unknown as Dispatcher.DispatchHandler);
  }

  /** The sweeper found {@link deadlineMs} passed. */
  timeOut(): void {
    if (this.#phase === 'connect') this.#failConnect();
    else if (this.deadlineMs >= this.#limits.totalDeadlineMs)
      this.#fail('timeout.total', 'not complete within the total timeout');
    else if (this.#phase === 'headers')
      this.#fail('timeout.headers', `no headers within ${this.#limits.headersMs} ms`);
    else this.#timeOutBody(this.#clock.now());
  }

  /** The sweeper found that time had passed in which nothing ran here. */
  fallAsleep(): void {
    this.#fail('local.offline', 'this computer was asleep');
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
    this.#connection.expectAnswer();
    this.#sentMs = this.#clock.now();
    this.deadlineMs = Math.min(this.#limits.totalDeadlineMs, this.#sentMs + this.#limits.headersMs);
  }

  onHeaders(status: number, headers: readonly Buffer[], resume: () => void, statusText = ''): boolean {
    if (this.#isDone) return true;
    if (status < 200) {
      this.#interimCount++;
      if (this.#interimCount > INTERIM_MAX)
        this.#fail('protocol.invalid', `more than ${INTERIM_MAX} answers that were none`);
      return true;
    }
    this.#connection.headersCame();
    this.#phase = 'body';
    this.#status = status;
    this.#firstByteMs = this.#clock.now();
    this.#resume = resume;
    this.#byteCame(this.#firstByteMs);
    this.#startWindow(this.#firstByteMs);
    try {
      this.#headers = readHeaders(headers);
      if (status === 407 && this.#connection.isAskedOfProxy)
        this.#fail('local.proxy', 'HTTP 407 from the proxy');
      else {
        const { wish = 'nothing' } = this.#limits;
        if (wish !== 'nothing' && isGood(status))
          this.#capture = this.#createCapture(wish, status, statusText, headers);
        this.#body = this.#createBodyReader(status);
      }
    } catch (error) {
      throwOutside(error);
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#isDone) return true;
    this.#wireBytes += chunk.length;
    this.#byteCame(this.#clock.now());
    try {
      this.#capture?.takeWire(chunk);
      if (this.#body?.push(chunk) ?? true) return true;
    } catch (error) {
      throwOutside(error);
    }
    this.#isPaused = true;
    return false;
  }

  onComplete(): void {
    if (this.#isDone) return;
    this.#hasMessageEnded = true;
    try {
      if (this.#body === null) this.#succeed(NO_BODY);
      else this.#body.end();
    } catch (error) {
      throwOutside(error);
    }
  }

  onError(error: Error): void {
    if (this.#isDone) return;
    // Such an answer has no body, and is whole with its headers, whatever length they announce.
    if (this.#status === 204 || this.#status === 304) {
      this.#succeed(NO_BODY);
      return;
    }
    const phase = this.#phaseOfError();
    const code = this.#isRefusedByParser(error, phase) ? 'protocol.invalid' : classifyError(error, phase);
    const isUnanswered = phase === 'headers' || (phase === 'answering' && code === 'protocol.invalid');
    this.#finish(
      { code, message: describeError(error) },
      { isStaleConnection: isUnanswered && this.#connection.exchangesOnSocket > 0 },
    );
  }

  #createCapture(
    wish: Exclude<PageWish, 'nothing'>,
    status: number,
    statusText: string,
    headers: readonly Buffer[],
  ): PageCapture {
    return new PageCapture(wish, {
      status,
      statusText,
      headers,
      isEncoded: this.#headers.contentEncoding !== null,
      address: this.#connection.remoteAddress,
    });
  }

  #createBodyReader(status: number): BodyReader {
    const isWanted = status < 300 || status >= 400;
    return new BodyReader({
      contentType: this.#headers.contentType,
      contentEncoding: isWanted ? this.#headers.contentEncoding : null,
      maxBytes: isWanted ? this.#limits.maxBodyBytes : UNWANTED_BODY_MAX_BYTES,
      needsDigest: this.#limits.needsDigest,
      headMaxBytes: this.#limits.headMaxBytes,
      capture: this.#capture,
      onDone: (result) => this.#succeed(result),
      onDrain: () => {
        this.#isPaused = false;
        if (!this.#isDone && !this.#hasMessageEnded) this.#resume?.();
      },
    });
  }

  /** The body is read to its end, or as far as it can be. */
  #succeed(body: BodyResult): void {
    // A status that is a failure by itself is the better answer than a broken error page.
    const isPage = isGood(this.#status!);
    this.#finish(isPage ? body.failure : null, {
      page: body.failure === null ? (this.#capture?.finish() ?? null) : null,
      bytes: body.bytes,
      title: body.title,
      digest: body.digest,
      head: isPage ? body.head : null,
    });
  }

  #phaseOfError(): Phase {
    if (this.#phase === 'connect') return this.#connection.setUpPhase;
    if (this.#phase === 'body') return 'body';
    return this.#connection.hasAnswerBegun ? 'answering' : 'headers';
  }

  /** undici hung up by itself, over an answer that it cannot make sense of (as an unasked 101). */
  #isRefusedByParser(error: Error, phase: Phase): boolean {
    return phase === 'answering' && errorCode(error) === 'UND_ERR_SOCKET' && !this.#connection.hasEnded;
  }

  #byteCame(nowMs: number): void {
    this.#idleDeadlineMs = nowMs + this.#limits.idleMs;
    this.#setDeadline();
  }

  /** Speed is judged from here on anew. */
  #startWindow(nowMs: number): void {
    if (this.#limits.minWindowBytes === 0) return;
    this.#windowStartBytes = this.#wireBytes;
    this.#windowEndMs = nowMs + this.#limits.windowMs;
    this.#setDeadline();
  }

  #setDeadline(): void {
    this.deadlineMs = Math.min(this.#limits.totalDeadlineMs, this.#idleDeadlineMs, this.#windowEndMs);
  }

  #timeOutBody(nowMs: number): void {
    const bytes = this.#wireBytes - this.#windowStartBytes;
    if (this.#isPaused || this.#hasMessageEnded) {
      // Here it is the server that waits for us.
      this.#byteCame(nowMs);
      this.#startWindow(nowMs);
    } else if (this.deadlineMs >= this.#idleDeadlineMs)
      this.#fail('timeout.idle', `no bytes for ${this.#limits.idleMs} ms`);
    else if (bytes >= this.#limits.minWindowBytes || this.#hasStopped(nowMs)) this.#startWindow(nowMs);
    else this.#fail('timeout.slow', `${bytes} bytes in ${this.#limits.windowMs} ms`);
  }

  /** What does not come at all is no matter of speed: the idle timeout names it for what it is. */
  #hasStopped(nowMs: number): boolean {
    const silentSinceMs = this.#idleDeadlineMs - this.#limits.idleMs;
    return nowMs - silentSinceMs >= this.#limits.windowMs / 2;
  }

  #failConnect(): void {
    if (!this.#connection.hasBegun) {
      this.#fail('timeout.total', 'too much to do here to open a connection in time');
      return;
    }
    switch (this.#connection.setUpPhase) {
      case 'proxy':
        this.#fail('local.proxy', 'no connection to the proxy in time');
        break;
      case 'dns':
        this.#fail('dns.timeout', 'the name was not resolved in time');
        break;
      case 'tls':
        this.#fail('connect.timeout', 'no TLS handshake in time');
        break;
      default:
        this.#fail('connect.timeout', 'no connection in time');
    }
  }

  #fail(code: OutcomeCode, message: string): void {
    this.#finish({ code, message }, {});
  }

  #finish(
    failure: ExchangeFailure | null,
    facts: Partial<
      Pick<ExchangeResult, 'bytes' | 'title' | 'digest' | 'head' | 'page' | 'isStaleConnection'>
    >,
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
      location: this.#headers.location,
      retryAfter: this.#headers.retryAfter,
      quota: this.#headers.quota,
      contentType: this.#headers.contentType,
      etag: this.#headers.etag,
      lastModified: this.#headers.lastModified,
      bytes: facts.bytes ?? 0,
      title: facts.title ?? null,
      digest: facts.digest ?? null,
      head: facts.head ?? null,
      page: facts.page ?? null,
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
    try {
      this.#onDone(result, this.#hasMessageEnded);
    } catch (error) {
      throwOutside(error);
    }
  }
}

function isGood(status: number): boolean {
  return status >= 200 && status < 300;
}
