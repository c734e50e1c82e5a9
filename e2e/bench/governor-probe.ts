/**
 * What the governor costs per request at many hosts: the calls that the scheduler and the loop make
 * for a request, with it and without. Sends one message: microseconds per request of each round.
 */
import process from 'node:process';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import { AdaptiveGovernor } from '../../electron/engine/governor/adaptive-governor.ts';
import type { HostAnswer } from '../../electron/engine/governor/governor.ts';
import { NO_MEMORY } from '../../electron/engine/governor/host-memory.ts';
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';

const HOSTS = 10_000;
const REQUESTS_PER_HOST = 100;
const ROUNDS = 7;
/** Each host is asked ten times a second. */
const STEP_MS = 100 / HOSTS;
const LATENCY_MS = 80;

const random = new SeededRandom(1);
const chance = (): number => random.below(1_000_000) / 1_000_000;
/** One answer in fifty is a refusal and one in fifty a failure: the ways that cost most are taken, too. */
const KINDS = Array.from({ length: 1000 }, (_, index) =>
  index % 50 === 0 ? 'refused' : index % 50 === 25 ? 'bad' : 'good',
);

/** @returns Microseconds per request. */
function round(adapt: boolean): number {
  const governor = new AdaptiveGovernor({
    options: { ...DEFAULT_OPTIONS, adapt, perHost: 32 },
    originOf: (host) => `http://${host}.test`,
    random: chance,
    memory: NO_MEMORY,
    nowMs: 0,
  });
  const startedAt = performance.now();
  let nowMs = 0;
  let kept = 0;
  for (let request = 0; request < HOSTS * REQUESTS_PER_HOST; request++) {
    const host = request % HOSTS;
    nowMs += STEP_MS;
    const max = governor.inFlightMax(host);
    kept += governor.started(host, nowMs, nowMs) + max;
    const answer: HostAnswer = {
      kind: KINDS[request % KINDS.length] as HostAnswer['kind'],
      startedMs: nowMs - LATENCY_MS,
      inFlight: 1 + (request % 8),
      firstByteMs: LATENCY_MS + (request % 7),
      retryAfterMs: null,
      quota: null,
    };
    kept += governor.answered(host, answer, nowMs);
  }
  if (!Number.isFinite(kept)) throw new Error('unreachable');
  return ((performance.now() - startedAt) * 1000) / (HOSTS * REQUESTS_PER_HOST);
}

const governed: number[] = [];
const fixed: number[] = [];
for (let index = 0; index < ROUNDS; index++) {
  fixed.push(round(false));
  governed.push(round(true));
}
process.send?.({ hosts: HOSTS, governed, fixed });
