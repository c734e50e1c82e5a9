/** One attempt at one row: its request and every redirect that follows, up to a result. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { RedirectHop } from '../../../shared/rows.ts';
import { isRedirect, resolveRedirect, withoutFragment } from '../fetch/address.ts';
import { classifyStatus } from '../fetch/classify.ts';
import type { ExchangePhases, ExchangeResult } from '../fetch/exchange.ts';
import type { Validators } from '../fetch/network.ts';
import type { EarlierPage } from '../ledger/page-table.ts';
import type { AttemptResult } from '../ledger/work-ledger.ts';

/** As in browsers and the Fetch standard. */
export const MAX_REDIRECTS = 20;

export type NextStep =
  | { readonly kind: 'done'; readonly result: AttemptResult }
  | { readonly kind: 'follow'; readonly url: string }
  /** The same request again, on a fresh connection. */
  | { readonly kind: 'again' };

export class RowFetch {
  readonly rowId: number;
  /** The row's own address. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  /** Monotonic. */
  readonly startedMs: number;
  /** Monotonic. */
  totalDeadlineMs: number;
  /** Host whose place this attempt holds now. */
  host: number;
  /** The address that is being asked now. */
  currentUrl: string;
  readonly hops: RedirectHop[] = [];
  readonly #unless: Validators | null;
  #waitMs: number;
  /** Of the hops so far. */
  #phases: ExchangePhases = NO_PHASES;
  /** The request under way was sent again already, which is done once for each (RFC 9112, 9.3.1). */
  #wasStale = false;

  constructor(facts: {
    rowId: number;
    url: string;
    host: number;
    startedAtMs: number;
    startedMs: number;
    waitedMs: number;
    timeoutTotalMs: number;
    unless?: Validators | null;
  }) {
    this.#unless = facts.unless ?? null;
    this.rowId = facts.rowId;
    this.url = facts.url;
    this.currentUrl = facts.url;
    this.host = facts.host;
    this.startedAtMs = facts.startedAtMs;
    this.startedMs = facts.startedMs;
    this.#waitMs = facts.waitedMs;
    this.totalDeadlineMs = facts.startedMs + facts.timeoutTotalMs;
  }

  /** Of the page that the run before had at the row's own address; another address has another page. */
  get unless(): Validators | null {
    return this.currentUrl === this.url ? this.#unless : null;
  }

  /** A redirect had to wait for its host, which is not the server's doing. */
  waited(waitedMs: number): void {
    this.#waitMs += waitedMs;
    this.totalDeadlineMs += waitedMs;
  }

  /** Judges an answer. */
  next(result: ExchangeResult): NextStep {
    if (result.isStaleConnection && !this.#wasStale) {
      this.#wasStale = true;
      return { kind: 'again' };
    }
    this.#phases = sumOfPhases(this.#phases, result.phases);
    if (result.failure !== null) return this.#done(result.failure.code, result, result.failure.message);
    // We asked for it only if it had changed, and it has not.
    if (result.status === 304 && this.unless !== null) return this.#done('ok', result, null);
    if (!isRedirect(result.status)) {
      const code = classifyStatus(result.status ?? 0, result.retryAfter !== null);
      return this.#done(code, result, code === 'ok' ? null : `HTTP ${result.status}`);
    }
    return this.#redirect(result);
  }

  /** The address that is next is not asked: robots.txt disallows it. */
  refused(error: string): AttemptResult {
    return {
      ...NOT_ASKED,
      code: 'skipped.robots',
      finalUrl: this.#finalUrl(),
      hops: this.hops,
      error,
      phases: { waitMs: this.#waitMs, ...this.#phases },
    };
  }

  #redirect(result: ExchangeResult): NextStep {
    const target = result.location === null ? null : resolveRedirect(result.location, this.currentUrl);
    this.hops.push({ status: result.status ?? 0, url: this.currentUrl });
    if (target === null) {
      const shown = result.location === null ? 'no Location' : `Location: ${result.location.slice(0, 200)}`;
      return this.#done('redirect.invalid', result, `HTTP ${result.status}, ${shown}`);
    }
    // Nothing that we send changes between two visits, so a second visit is a circle.
    const address = withoutFragment(target);
    if (this.hops.some((hop) => withoutFragment(hop.url) === address))
      return this.#done('redirect.loop', result, `back to ${target.slice(0, 200)}`);
    if (this.hops.length > MAX_REDIRECTS)
      return this.#done('redirect.too_many', result, `more than ${MAX_REDIRECTS} redirects`);
    this.currentUrl = target;
    // The next request has a connection of its own to be unlucky with.
    this.#wasStale = false;
    return { kind: 'follow', url: target };
  }

  #done(code: OutcomeCode, result: ExchangeResult, error: string | null): NextStep {
    return {
      kind: 'done',
      result: {
        code,
        status: result.status,
        bytes: result.bytes,
        contentType: result.contentType,
        finalUrl: this.#finalUrl(),
        hops: this.hops,
        error,
        title: result.title,
        phases: { waitMs: this.#waitMs, ...this.#phases },
        retryAfter: result.retryAfter,
      },
    };
  }

  #finalUrl(): string | null {
    return this.currentUrl === this.url ? null : this.currentUrl;
  }
}

/** Of a row, or of the end of its redirects, that was not asked. */
export const NOT_ASKED: Omit<AttemptResult, 'code' | 'error'> = {
  status: null,
  bytes: 0,
  contentType: null,
  finalUrl: null,
  hops: [],
  title: null,
  phases: { waitMs: null, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: null, bodyMs: null },
  retryAfter: null,
};

const NO_PHASES: ExchangePhases = {
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  bodyMs: null,
};

function sumOfPhases(one: ExchangePhases, other: ExchangePhases): ExchangePhases {
  if (one === NO_PHASES) return other;
  return {
    dnsMs: sum(one.dnsMs, other.dnsMs),
    connectMs: sum(one.connectMs, other.connectMs),
    tlsMs: sum(one.tlsMs, other.tlsMs),
    firstByteMs: sum(one.firstByteMs, other.firstByteMs),
    bodyMs: sum(one.bodyMs, other.bodyMs),
  };
}

/** A step that did not happen adds nothing. */
function sum(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : one + other;
}

/** @returns `null` when the page has to come whole, because more is wanted of it than the run before had. */
export function validatorsOf(
  { etag, lastModified, hasCells }: EarlierPage,
  { recipe }: Pick<RunOptions, 'recipe'>,
): Validators | null {
  if (etag === null && lastModified === null) return null;
  return recipe === null || hasCells ? { etag, lastModified } : null;
}
