/**
 * Sends requests that are never answered through the engine's network, and measures how late each is
 * given up. Started by timeouts.mjs as a process of its own; tells what it found to its parent.
 *
 *     timeouts-probe.js ORIGIN CONCURRENCY SAMPLES TIMEOUT-MS PAGES-PER-SECOND
 */
import { readFileSync } from 'node:fs';
import { systemClock } from '../../electron/engine/clock.ts';
import { DnsCache } from '../../electron/engine/fetch/dns-cache.ts';
import { HttpNetwork, type FetchRequest } from '../../electron/engine/fetch/network.ts';

export interface TimeoutsReport {
  /** Milliseconds from when each attempt should have ended to when it was told, in no order. */
  readonly latenessMs: readonly number[];
  /** Attempts by what they ended as. */
  readonly endings: Readonly<Record<string, number>>;
  /** Pages that came whole meanwhile. */
  readonly pages: number;
  readonly failedPages: number;
  readonly elapsedMs: number;
  /** Of it, spent ready to run while other programs had the processors; 0 where the system does not tell. */
  readonly stolenMs: number;
}

const [origin = '', ...numbers] = process.argv.slice(2);
const [concurrency = 0, samples = 0, timeoutMs = 0, pagesPerSecond = 0] = numbers.map(Number);
/** Pages are asked for in small bursts, as answers and free slots come in a run. */
const PAGES_EVERY_MS = 20;
const PAGE_TIMEOUT_MS = 60_000;

const network = new HttpNetwork(systemClock, new DnsCache(systemClock));

/** Of this thread, since it began. */
function readStolenMs(): number {
  try {
    return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

function request(path: string, limitMs: number): FetchRequest {
  return {
    url: origin + path,
    knownOrigin: origin,
    mayCarrySecrets: true,
    needsFreshConnection: false,
    needsDigest: false,
    totalDeadlineMs: performance.now() + limitMs,
  };
}

const latenessMs: number[] = [];
const endings: Record<string, number> = {};
let sent = 0;

/** One slot: an attempt after the other. */
function fillSlot(onEmpty: () => void): void {
  if (sent === samples) {
    onEmpty();
    return;
  }
  sent++;
  const attempt = request('/silent', timeoutMs);
  network.send(attempt, ({ failure, status }) => {
    latenessMs.push(performance.now() - attempt.totalDeadlineMs);
    const ending = failure?.code ?? `status ${status}`;
    endings[ending] = (endings[ending] ?? 0) + 1;
    fillSlot(onEmpty);
  });
}

let pages = 0;
let failedPages = 0;
let askedPages = 0;
const startedMs = performance.now();
const stolenBeforeMs = readStolenMs();

/** By the clock, so that a loop that was held up does not get fewer pages for it. */
function askForPagesDue(): void {
  const due = ((performance.now() - startedMs) * pagesPerSecond) / 1000;
  for (; askedPages < due; askedPages++) {
    network.send(request('/page', PAGE_TIMEOUT_MS), ({ failure }) => {
      if (failure === null) pages++;
      else failedPages++;
    });
  }
}

const pagesTimer = pagesPerSecond === 0 ? null : setInterval(askForPagesDue, PAGES_EVERY_MS);
await Promise.all(Array.from({ length: concurrency }, () => new Promise<void>(fillSlot)));
if (pagesTimer !== null) clearInterval(pagesTimer);
const report: TimeoutsReport = {
  latenessMs,
  endings,
  pages,
  failedPages,
  elapsedMs: performance.now() - startedMs,
  stolenMs: readStolenMs() - stolenBeforeMs,
};
process.send?.(report, () => process.exit(0));
