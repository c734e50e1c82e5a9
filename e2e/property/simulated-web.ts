/**
 * A network in virtual time that answers as a seed says, and holds every request against what
 * was promised to the servers. It knows nothing of how the engine keeps those promises.
 */
import { expect } from 'vitest';
import type { Clock } from '../../electron/engine/clock.ts';
import { unsent, type ExchangeResult } from '../../electron/engine/fetch/exchange-result.ts';
import type { Cancellable, FetchRequest, Network } from '../../electron/engine/fetch/network.ts';
import type { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import type { RunOptions } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';

/** Shorter gaps are kept on average only, as the scheduler says. */
const EXACT_GAP_MIN_MS = 20;
const OFFLINE_MAX_MS = 5000;
/** A row that is told to wait more often than this would make the case endless. */
const WAITS_PER_ROW_MAX = 3;

const ANSWERS = [
  ...Array.from({ length: 12 }, () => 'page' as const),
  'missing',
  'error',
  'error',
  'wait',
  'wait without saying how long',
  'redirect',
  'redirect',
  'reset',
  'silence',
  'no such host',
  'stale connection',
  'offline',
] as const;
type Answer = (typeof ANSWERS)[number];

/** What the run says about itself at the moment of a request. */
export interface RunView {
  readonly options: RunOptions;
  /** Whether a request may start at all. */
  readonly mayStart: boolean;
  /** Whether what is under way may go on; a stale connection makes it send the same request again. */
  readonly mayGoOn: boolean;
}

interface Host {
  open: number;
  lastStartMs: number;
  quietUntilMs: number;
}

export class SimulatedWeb implements Network {
  requests = 0;
  /** Outcome of each row's last answer of its own; what is this computer's fault is none. */
  readonly lastCodes = new Map<string, OutcomeCode>();
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #origins: readonly string[];
  readonly #sourOrigins: ReadonlySet<string>;
  readonly #view: () => RunView;
  readonly #hosts = new Map<string, Host>();
  readonly #waits = new Map<string, number>();
  #open = 0;
  #offlineUntilMs = 0;

  constructor(options: {
    readonly clock: Clock;
    readonly random: SeededRandom;
    readonly origins: readonly string[];
    /** Hosts where nearly everything fails, so that they are paused. */
    readonly sourOrigins: ReadonlySet<string>;
    readonly view: () => RunView;
  }) {
    this.#clock = options.clock;
    this.#random = options.random;
    this.#origins = options.origins;
    this.#sourOrigins = options.sourOrigins;
    this.#view = options.view;
  }

  /** Requests that have not been answered or given up. */
  get open(): number {
    return this.#open;
  }

  send(request: FetchRequest, onDone: (result: ExchangeResult) => void): Cancellable {
    const { origin } = new URL(request.url);
    const host = this.#hostAt(origin);
    this.#check(request, host, origin);
    this.requests++;
    this.#open++;
    host.open++;
    // The same request again over another connection, an instant later, is no new start.
    if (!request.needsFreshConnection) host.lastStartMs = this.#clock.now();
    const answer = this.#choose(request, origin);
    const end = (): void => {
      this.#open--;
      host.open--;
    };
    const timer = this.#clock.after(this.#delayMs(answer, request), () => {
      end();
      onDone(captured(this.#resultOf(answer, request.url, host), request.wish));
    });
    let isOver = false;
    return {
      abandon: () => {
        if (isOver) return;
        isOver = true;
        timer.cancel();
        end();
      },
    };
  }

  setOptions(): void {
    // Its limits are read where they are checked.
  }

  closeHost(): void {
    // There are no connections to close.
  }

  closeAll(): void {
    // As above.
  }

  isTroubleOver(): Promise<boolean> {
    return Promise.resolve(this.#clock.now() >= this.#offlineUntilMs);
  }

  #check(request: FetchRequest, host: Host, origin: string): void {
    const { options, mayStart, mayGoOn } = this.#view();
    const nowMs = this.#clock.now();
    const what = `at ${nowMs} ms, request ${this.requests} for ${request.url}`;
    expect(request.needsFreshConnection ? mayGoOn : mayStart, `${what} may start`).toBe(true);
    // It keeps the place and the turn of the request that never reached the server.
    if (request.needsFreshConnection) return;
    expect(this.#open, `${what}: open over all hosts`).toBeLessThan(options.concurrency);
    expect(host.open, `${what}: open at its host`).toBeLessThan(options.perHost);
    expect(nowMs, `${what}: ${origin} asked for peace`).toBeGreaterThanOrEqual(host.quietUntilMs);
    const gapMs = options.ratePerSecPerHost === null ? 0 : 1000 / options.ratePerSecPerHost;
    if (gapMs < EXACT_GAP_MIN_MS) return;
    // Sums of fractions differ in their last digits.
    expect(nowMs - host.lastStartMs, `${what}: gap at its host`).toBeGreaterThan(gapMs - 1e-6);
  }

  #choose({ url, needsFreshConnection }: FetchRequest, origin: string): Answer {
    if (this.#sourOrigins.has(origin) && this.#random.below(10) > 0) return 'error';
    const answer = this.#random.pick(ANSWERS);
    if (answer === 'stale connection' && needsFreshConnection) return 'page';
    if (answer !== 'wait' && answer !== 'wait without saying how long') return answer;
    const waits = (this.#waits.get(url) ?? 0) + 1;
    this.#waits.set(url, waits);
    return waits > WAITS_PER_ROW_MAX ? 'page' : answer;
  }

  #delayMs(answer: Answer, { totalDeadlineMs }: FetchRequest): number {
    const restMs = Math.max(0, totalDeadlineMs - this.#clock.now());
    return answer === 'silence' ? restMs : Math.min(restMs, this.#random.below(400));
  }

  #resultOf(answer: Answer, url: string, host: Host): ExchangeResult {
    switch (answer) {
      case 'page':
        return this.#answered(url, 'ok', { status: 200, contentType: 'text/html', bytes: 500 });
      case 'missing':
        return this.#answered(url, 'http.not_found', { status: 404 });
      case 'error':
        return this.#answered(url, 'http.server_error', { status: 500 });
      case 'wait': {
        const seconds = 1 + this.#random.below(20);
        host.quietUntilMs = Math.max(host.quietUntilMs, this.#clock.now() + seconds * 1000);
        return this.#answered(url, 'http.rate_limited', { status: 429, retryAfter: String(seconds) });
      }
      case 'wait without saying how long':
        return this.#answered(url, 'http.rate_limited', { status: 429 });
      case 'redirect':
        return answered({ status: 302, location: this.#redirectTarget(url) });
      case 'reset':
        return this.#failed(url, 'connect.reset');
      case 'silence':
        return this.#failed(url, 'timeout.total');
      case 'no such host':
        return this.#failed(url, 'dns.not_found');
      case 'stale connection':
        return { ...unsent('connect.reset', 'closed'), isStaleConnection: true };
      case 'offline':
        this.#offlineUntilMs = this.#clock.now() + this.#random.below(OFFLINE_MAX_MS);
        return unsent('local.offline', 'no route');
    }
  }

  /** Somewhere that has not been visited, with the row's number kept. */
  #redirectTarget(url: string): string {
    return `${this.#random.pick(this.#origins)}${new URL(url).pathname}/on`;
  }

  #answered(url: string, code: OutcomeCode, facts: Partial<ExchangeResult>): ExchangeResult {
    this.lastCodes.set(rowOf(url), code);
    return answered(facts);
  }

  #failed(url: string, code: OutcomeCode): ExchangeResult {
    this.lastCodes.set(rowOf(url), code);
    return unsent(code, code);
  }

  #hostAt(origin: string): Host {
    const host = this.#hosts.get(origin) ?? { open: 0, lastStartMs: -Infinity, quietUntilMs: 0 };
    this.#hosts.set(origin, host);
    return host;
  }
}

/** `http://host-1.test/17/on/on` is about row 17. */
export function rowOf(url: string): string {
  return new URL(url).pathname.split('/')[1]!;
}

function answered(facts: Partial<ExchangeResult>): ExchangeResult {
  return { ...unsent('ok', ''), failure: null, ...facts };
}

/** A page as it is captured when it is wanted. */
function captured(result: ExchangeResult, wish: FetchRequest['wish'] = 'nothing'): ExchangeResult {
  if (result.status !== 200 || wish === 'nothing') return result;
  const body = wish === 'hash' ? null : Buffer.from('<p>page</p>');
  const record =
    wish === 'record' && body !== null
      ? { head: Buffer.from('HTTP/1.1 200 OK\r\n'), body, address: null }
      : null;
  return { ...result, page: { sha256: Buffer.alloc(32, 7), body, record } };
}
