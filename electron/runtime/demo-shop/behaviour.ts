/**
 * How the demo shop behaves towards each page, as data, and what follows from it for
 * somebody who fetches the whole list. Pure: tests and the shop share it.
 */
import { OUTCOMES, settledState, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { Draw, fraction } from './random.ts';

export type BehaviourKind =
  | 'page'
  | 'slow'
  | 'notFound'
  | 'recoversAtOnce'
  | 'recoversLater'
  | 'moved'
  | 'truncated'
  | 'rateLimited';

export interface BehaviourRule {
  readonly kind: Exclude<BehaviourKind, 'page'>;
  /** Share of all pages, 0 to 1. */
  readonly share: number;
  /** This page behaves so whatever the seed, so that a list of 50 shows one of each. */
  readonly firstPage: number;
}

/** All other pages are plain pages. Slow ones are few, or a long run would wait for nothing else. */
export const BEHAVIOUR_RULES: readonly BehaviourRule[] = [
  { kind: 'slow', share: 0.0003, firstPage: 12 },
  { kind: 'notFound', share: 0.005, firstPage: 19 },
  { kind: 'recoversAtOnce', share: 0.003, firstPage: 26 },
  { kind: 'recoversLater', share: 0.001, firstPage: 33 },
  { kind: 'moved', share: 0.005, firstPage: 41 },
  { kind: 'truncated', share: 0.0002, firstPage: 47 },
  // By position alone, see below.
  { kind: 'rateLimited', share: 0, firstPage: 37 },
];

/** Delay of a slow page. */
export const SLOW_MS = { min: 500, max: 3000 } as const;

/** Requests that a page which recovers late answers with an error first: more than one run makes. */
export const LATE_RECOVERY_FAILURES = 4;

/** `Retry-After` of a 429. */
export const RETRY_AFTER_SEC = 1;

/**
 * Pages 37, 148, 592, 2,368 and so on. Each one stops the whole shop for a second, so
 * their number grows with the logarithm of the list and not with its length.
 */
function isRateLimited(page: number): boolean {
  let position = 37;
  while (position < page) position *= 4;
  return position === page;
}

export function behaviourOf(seed: number, page: number): BehaviourKind {
  if (isRateLimited(page)) return 'rateLimited';
  let left = fraction(seed, page, Draw.Behaviour);
  for (const rule of BEHAVIOUR_RULES) if (rule.firstPage === page) return rule.kind;
  for (const rule of BEHAVIOUR_RULES) {
    left -= rule.share;
    if (left < 0) return rule.kind;
  }
  return 'page';
}

export function slowDelayMs(seed: number, page: number): number {
  return Math.round(SLOW_MS.min + fraction(seed, page, Draw.Delay) * (SLOW_MS.max - SLOW_MS.min));
}

/** Whether the answer depends on how often the page was asked for. Only these pages need a counter. */
export function changesOverTime(kind: BehaviourKind): boolean {
  return kind === 'recoversAtOnce' || kind === 'recoversLater' || kind === 'rateLimited';
}

export interface ServedOutcome {
  /** What a client that follows redirects makes of the answer. */
  readonly code: OutcomeCode;
  /** Status of the first answer: 301 for a page that has moved. */
  readonly status: number;
}

/**
 * What the shop answers to request number `requestNumber` (1-based) for a page. The
 * request that follows a redirect is part of the one that was redirected.
 */
export function expectedOutcome(seed: number, page: number, requestNumber: number): ServedOutcome {
  const kind = behaviourOf(seed, page);
  if (kind === 'notFound') return { code: 'http.not_found', status: 404 };
  if (kind === 'truncated') return { code: 'body.truncated', status: 200 };
  if (kind === 'moved') return { code: 'ok', status: 301 };
  if (kind === 'rateLimited' && requestNumber === 1) return { code: 'http.rate_limited', status: 429 };
  if (kind === 'recoversAtOnce' && requestNumber === 1) return { code: 'http.server_error', status: 500 };
  if (kind === 'recoversLater' && requestNumber <= LATE_RECOVERY_FAILURES) {
    return { code: 'http.server_error', status: page % 2 === 0 ? 500 : 503 };
  }
  return { code: 'ok', status: 200 };
}

export interface ExpectedTotals {
  readonly ok: number;
  readonly failed: number;
  /** Failed pages by code; a code that did not happen is missing. */
  readonly failures: Readonly<Partial<Record<OutcomeCode, number>>>;
  /** Attempts over all rounds, each with its redirect counted as one. */
  readonly attempts: number;
}

/**
 * What a run over pages 1 to `pages` of a fresh shop ends with.
 *
 * @param options.retries Further attempts after the first (default 2, as in the run options).
 * @param options.rounds 1 is the run alone; each further one is a Retry failed over everything that failed.
 */
export function expectedTotals(
  seed: number,
  pages: number,
  options: { readonly retries?: number; readonly rounds?: number } = {},
): ExpectedTotals {
  const { retries = 2, rounds = 1 } = options;
  const failures: Partial<Record<OutcomeCode, number>> = {};
  let failed = 0;
  let attempts = 0;
  for (let page = 1; page <= pages; page += 1) {
    const end = playPage(seed, page, retries, rounds);
    attempts += end.requests;
    if (settledState(end.code) === 'ok') continue;
    failed += 1;
    failures[end.code] = (failures[end.code] ?? 0) + 1;
  }
  return { ok: pages - failed, failed, failures, attempts };
}

/** Asks one page as an engine with the default retry rules does. */
function playPage(seed: number, page: number, retries: number, rounds: number) {
  let requests = 0;
  let code: OutcomeCode = 'ok';
  for (let round = 1; round <= rounds; round += 1) {
    let attemptsLeft = 1 + retries;
    while (attemptsLeft > 0) {
      requests += 1;
      code = expectedOutcome(seed, page, requests).code;
      const rule = OUTCOMES[code].retry;
      if (rule === 'never') break;
      // A host that asks for patience costs the row no attempt.
      if (rule === 'retry') attemptsLeft -= 1;
    }
    if (code === 'ok') break;
  }
  return { requests, code };
}
