/**
 * Random runs in virtual time: random lists, limits, answers, and people who pause, stop, retry,
 * drag sliders and shut the lid at random moments. Whatever happens, the ledger adds up in every
 * batch, no promise to a server is broken, and the run gets to its end.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import { NO_MEMORY } from '../../electron/engine/governor/host-memory.ts';
import { RunFile } from '../../electron/engine/ledger/run-file.ts';
import { openDatabase, type Database } from '../../electron/engine/ledger/sqlite.ts';
import { RunSession } from '../../electron/engine/run/run-session.ts';
import { createRunFile } from '../../electron/engine/testing/run-files.ts';
import { VirtualClock } from '../../electron/engine/testing/virtual-clock.ts';
import { DEFAULT_OPTIONS, type RunLimits, type RunOptions } from '../../shared/options.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { OUTCOME_CODES } from '../../shared/outcome-codes.ts';
import type { HostDecision, ProgressBatch } from '../../shared/progress.ts';
import { SEED, SEED_NOTE } from '../support/seed.ts';
import { simulatedPageTools } from './simulated-desk.ts';
import { SimulatedWeb, rowOf } from './simulated-web.ts';

const CASES = 120;
const ACTIONS_MAX = 25;
/** Virtual time after which a run that is left alone must have ended. */
const END_MAX_MS = 24 * 3_600_000;
const LIMIT_MS = 300_000;

const RECIPE: Recipe = {
  name: 'rows',
  hosts: [],
  columns: [
    {
      name: 'row',
      source: { kind: 'css', selector: 'p', attribute: null },
      type: 'text',
      isRequired: true,
      fallback: null,
      takesAll: false,
    },
  ],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-property-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it(
  `keeps its promises and its ledger in ${CASES} random runs ${SEED_NOTE}`,
  { timeout: LIMIT_MS },
  async () => {
    const sums = { rows: 0, requests: 0, batches: 0 };
    for (let index = 0; index < CASES; index++) {
      const play = new Play(join(folder, ''), SEED + index);
      try {
        const { rows, requests, batches } = await play.run();
        sums.rows += rows;
        sums.requests += requests;
        sums.batches += batches;
      } catch (error) {
        throw new Error(`Case ${index} (GLEANER_SEED=${SEED + index} makes it the first): ${play.story}`, {
          cause: error,
        });
      }
    }

    console.log(`played: ${JSON.stringify(sums)}`);
    // Cases that are over before anything happens would prove little.
    expect(sums.rows).toBeGreaterThan(50 * CASES);
    expect(sums.requests).toBeGreaterThan(sums.rows);
  },
);

/** One random run. */
class Play {
  readonly #random: SeededRandom;
  readonly #clock = new VirtualClock();
  readonly #urls: readonly string[];
  readonly #path: string;
  readonly #web: SimulatedWeb;
  readonly #session: RunSession;
  readonly #actions: string[] = [];
  #latest: ProgressBatch | null = null;
  #batches = 0;
  #isAsleep = false;
  /** Thrown inside a callback of the engine, which may keep it to itself. */
  #broken: unknown = null;

  constructor(root: string, seed: number) {
    const random = new SeededRandom(seed);
    this.#random = random;
    const origins = Array.from({ length: 1 + random.below(6) }, (_, host) => `http://host-${host}.test`);
    this.#urls = Array.from({ length: 20 + random.below(120) }, (_, row) => `${random.pick(origins)}/${row}`);
    this.#path = createRunFile(root, this.#urls, `run-${seed}`);
    this.#web = new SimulatedWeb({
      clock: this.#clock,
      random,
      origins,
      sourOrigins: new Set(random.below(3) === 0 ? [random.pick(origins)] : []),
      view: () => ({
        options: this.#session.snapshot().options,
        mayStart: this.#session.state === 'running' && !this.#isAsleep,
        mayGoOn: !this.#isAsleep && ['running', 'pausing', 'stopping'].includes(this.#session.state),
      }),
    });
    this.#session = new RunSession({
      file: RunFile.open(this.#path),
      network: this.#watched(this.#web),
      clock: this.#clock,
      random: () => random.below(1_000_000) / 1_000_000,
      hostMemory: NO_MEMORY,
      pageTools: simulatedPageTools(this.#clock, random),
      onProgress: (batch) => this.#check(batch),
      onFinished: () => undefined,
      onTrouble: () => undefined,
    });
  }

  /** What the user did, for a failure's message. */
  get story(): string {
    return `${this.#urls.length} rows; ${this.#actions.join(', ')}`;
  }

  async run(): Promise<{ rows: number; requests: number; batches: number }> {
    try {
      this.#session.resume(this.#randomOptions());
      for (let left = this.#random.below(ACTIONS_MAX); left > 0; left--) {
        await this.#advance(this.#random.below(4000));
        await this.#act();
      }
      await this.#toTheEnd();
    } finally {
      await this.#close();
    }
    this.#checkFile();
    expect(this.#web.open, 'requests left open').toBe(0);
    expect(this.#clock.timerCount, 'timers left').toBe(0);
    return { rows: this.#urls.length, requests: this.#web.requests, batches: this.#batches };
  }

  /** A stop waits for what is under way, so time has to go on. */
  async #close(): Promise<void> {
    const closing = this.#session.close();
    const state = { isClosed: false };
    void closing.finally(() => (state.isClosed = true)).catch(() => undefined);
    while (!state.isClosed) {
      this.#clock.advance(500);
      await setImmediate();
    }
    await closing;
  }

  async #advance(ms: number): Promise<void> {
    // In pieces, so that what hangs on promises happens near its time.
    for (let restMs = ms; restMs > 0; restMs -= 500) {
      this.#clock.advance(Math.min(500, restMs));
      await setImmediate();
      if (this.#broken !== null) throw this.#broken;
    }
  }

  async #act(): Promise<void> {
    const { state } = this.#session;
    const action = this.#random.pick(
      state === 'running'
        ? (['pause', 'stop', 'limits', 'limits', 'retry', 'sleep', 'decide', 'nothing'] as const)
        : (['resume', 'resume', 'stop', 'limits', 'retry', 'wake', 'decide'] as const),
    );
    this.#actions.push(`${this.#clock.now()} ${action}`);
    switch (action) {
      case 'pause':
        return this.#session.pause();
      case 'stop':
        return this.#stop();
      case 'resume':
        if (state === 'ready' || state === 'paused' || state === 'stopped') this.#session.resume({});
        return;
      case 'limits':
        return this.#session.setLimits(this.#randomLimits());
      case 'retry':
        return this.#retry();
      case 'sleep':
        // Without a loop there is nothing that sleep could hurt.
        this.#session.sleep();
        this.#isAsleep = true;
        return this.#wakeLater();
      case 'wake':
        this.#wake();
        return;
      case 'decide':
        return this.#decide(this.#random.pick(['again', 'ignore', 'accept']));
      case 'nothing':
    }
  }

  /** It must end within its grace, and nothing may be under way then. */
  async #stop(): Promise<void> {
    let isStopped = false;
    const stopping = this.#session.stop().then(() => (isStopped = true));
    await this.#advance(2500);
    expect(isStopped, 'the stop came to an end').toBe(true);
    await stopping;
    if (this.#session.state === 'stopped') expect(this.#web.open, 'open after the stop').toBe(0);
  }

  #retry(): void {
    if (this.#session.state === 'pausing' || this.#session.state === 'stopping') return;
    const selection = this.#random.pick([
      { kind: 'all' },
      { kind: 'codes', codes: ['http.server_error', 'timeout.total'] },
      { kind: 'rows', rowIds: [0, 1, 2, 3, 4, 5] },
    ] as const);
    this.#session.retryFailed(selection, this.#random.below(2) === 0 ? {} : { retries: 0 });
  }

  #decide(decision: HostDecision): void {
    const [paused] = this.#session.state === 'finished' ? [] : (this.#latest?.pausedHosts ?? []);
    if (paused !== undefined) this.#session.decideHost(paused.origin, decision);
  }

  async #wakeLater(): Promise<void> {
    await this.#advance(this.#random.below(20_000));
    this.#wake();
  }

  #wake(): void {
    this.#isAsleep = false;
    this.#session.wake();
  }

  async #toTheEnd(): Promise<void> {
    const endMs = this.#clock.now() + END_MAX_MS;
    while (this.#session.state !== 'finished') {
      if (['ready', 'paused', 'stopped'].includes(this.#session.state)) this.#session.resume({});
      // The earliest thing that can happen decides how far to go; most steps are over at once.
      await this.#advance(500);
      expect(this.#clock.now(), 'the run came to its end').toBeLessThan(endMs);
    }
  }

  #check(batch: ProgressBatch): void {
    this.#batches++;
    this.#latest = batch;
    const { totals } = batch;
    const isSound =
      totals.rows + totals.merged + totals.rejected === totals.lines &&
      totals.ok + totals.failed + totals.skipped + totals.pending === totals.rows &&
      totals.rows === this.#urls.length &&
      sum(Object.values(totals.failures)) === totals.failed &&
      totals.inFlight <= totals.pending;
    if (!isSound) this.#broken ??= new Error(`These totals do not add up: ${JSON.stringify(totals)}`);
    this.#session.acknowledge(batch.seq);
  }

  /** One settlement for each row, and it is that of the row's last answer. */
  #checkFile(): void {
    const database = openDatabase(this.#path, { readOnly: true });
    try {
      // The columns are those of the statement.
      const settled = database.prepare('SELECT row_id AS row, code FROM settlement').all() as {
        row: number;
        code: number;
      }[];
      const wrong = settled
        .map(({ row, code }) => ({
          row,
          code: OUTCOME_CODES[code],
          answered: this.#web.lastCodes.get(rowOf(this.#urls[row]!)),
        }))
        .filter(({ code, answered }) => code !== answered);
      expect(new Set(settled.map(({ row }) => row)).size, 'settled rows').toBe(this.#urls.length);
      expect(settled, 'settlements').toHaveLength(this.#urls.length);
      expect(wrong, 'rows with another outcome than their last answer').toEqual([]);
      this.#checkPages(
        database,
        settled.filter(({ code }) => OUTCOME_CODES[code] === 'ok').map(({ row }) => row),
      );
    } finally {
      database.close();
    }
  }

  /** What was to be kept and taken out is there for every row that is ok, and for no other. */
  #checkPages(database: Database, okRows: readonly number[]): void {
    const { keep, recipe } = this.#session.snapshot().options;
    const rowsOf = (sql: string): number[] =>
      // The column is that of the statement.
      (database.prepare(`${sql} ORDER BY row_id`).all() as { row_id: number }[]).map((found) => found.row_id);
    const store = { off: 0, warc: 1, files: 2 }[keep];
    const kept = rowsOf(`SELECT row_id FROM page WHERE store = ${store} AND sha256 IS NOT NULL`);
    const all = okRows.toSorted((one, other) => one - other);
    if (keep !== 'off') expect(kept, 'rows whose page is kept').toEqual(all);
    expect(rowsOf('SELECT row_id FROM field'), 'rows with columns').toEqual(recipe === null ? [] : all);
    const wrong = database
      .prepare(`SELECT count(*) AS count FROM field WHERE cells <> '["row ' || row_id || '"]'`)
      .get();
    expect(wrong, "rows with another row's columns").toEqual({ count: 0 });
  }

  #watched(web: SimulatedWeb): SimulatedWeb {
    const send = web.send.bind(web);
    web.send = (request, onDone) => {
      try {
        return send(request, onDone);
      } catch (error) {
        this.#broken ??= error;
        throw error;
      }
    };
    return web;
  }

  #randomLimits(): RunLimits {
    const random = this.#random;
    return {
      concurrency: 1 + random.below(64),
      perHost: 1 + random.below(16),
      ratePerSecPerHost: random.pick([null, null, 0.5, 2, 10, 40, 300]),
      timeoutTotalMs: 500 + random.below(5000),
    };
  }

  #randomOptions(): RunOptions {
    const random = this.#random;
    return {
      ...DEFAULT_OPTIONS,
      ...this.#randomLimits(),
      // The governor's waits for hosts that only fail make hours of a case.
      adapt: random.below(4) === 0,
      retries: random.below(4),
      detectsSoftBlocks: false,
      keep: random.pick(['off', 'off', 'warc', 'files'] as const),
      hashes: random.below(2) === 0,
      recipe: random.below(3) === 0 ? RECIPE : null,
      retryPolicies:
        random.below(2) === 0
          ? {}
          : { 'http.not_found': { isRetried: true, retries: 2, firstDelayMs: 100, maxDelayMs: 5000 } },
      autoPause: { isOn: random.below(3) > 0, failedRatio: 0.6, hostAnswers: 10, runAnswers: 40 },
    };
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
