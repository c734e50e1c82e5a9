/**
 * Random mixes of faults over real sockets, with people who pause, stop and drag sliders
 * meanwhile. Whatever happens, the ledger adds up in every batch, every row ends as its address
 * deserves, and no server sees more requests at once than it was promised.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createEngine, type Engine } from '../../electron/engine/engine.ts';
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';
import { DEFAULT_OPTIONS, type RunLimits } from '../../shared/options.ts';
import type { ProgressBatch, RunState } from '../../shared/progress.ts';
import { ROWS_READ_MAX, type ResultRow } from '../../shared/rows.ts';
import { EXACT_FAULTS, expectedCounts } from '../servers/fault-table.ts';
import { FAR_LIMITS, type Fault } from '../servers/fault.ts';
import { startFaultServer, type FaultServer, type MixedLine } from '../servers/fault-server.ts';
import { SEED, SEED_NOTE } from '../support/seed.ts';
import { startGaugedWeb, type GaugedWeb } from './gauged-web.ts';

const CASES = 6;
/** Shorter than this nothing could be seen to come too late. */
const QUIET_MS = 200;
/** They show only when a time-out ends them, pour megabytes, or ask for seconds of patience. */
const SLOW = /silent|^late-|dripping|steady|stops?$|never|bomb|endless|announced|flood/;
const QUICK_FAULTS = EXACT_FAULTS.filter(({ name, host }) => !SLOW.test(name) && host !== 'patience');

let folder: string;
let faults: FaultServer;
let web: GaugedWeb;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-sockets-'));
  [faults, web] = await Promise.all([startFaultServer(), startGaugedWeb(2)]);
});
afterAll(async () => {
  await Promise.all([faults.close(), web.close()]);
  rmSync(folder, { recursive: true, force: true });
});

it.each(Array.from({ length: CASES }, (_, index) => SEED + index))(
  `keeps its ledger and its limits over real sockets with seed %i ${SEED_NOTE}`,
  async (seed) => {
    const play = new Play(seed);
    try {
      await play.run();
    } catch (error) {
      throw new Error(play.story, { cause: error });
    } finally {
      await play.dispose();
    }
  },
);

/** One random run. */
class Play {
  readonly #random: SeededRandom;
  readonly #list: readonly MixedLine[];
  readonly #pages: number;
  readonly #retries: number;
  readonly #seed: number;
  readonly #engine: Engine;
  readonly #actions: string[] = [];
  /** Thrown inside a callback of the engine, which may keep it to itself. */
  #broken: unknown = null;
  #latest: ProgressBatch | null = null;
  #onBatch = (): void => {};

  constructor(seed: number) {
    this.#seed = seed;
    const random = new SeededRandom(seed);
    this.#random = random;
    this.#retries = random.below(3);
    const possible = QUICK_FAULTS.filter(({ attempts = 1 }) => attempts <= 1 + this.#retries);
    const chosen: readonly (Fault | null)[] = Array.from({ length: 150 + random.below(250) }, () =>
      random.below(4) === 0 ? random.pick(possible) : null,
    );
    this.#pages = chosen.filter((fault) => fault === null).length;
    // What a server remembers about an address must not come from another case.
    const firstNumber = (seed % 100_000) * 1000;
    this.#list = chosen.map((fault, index) => ({
      fault,
      url:
        fault === null
          ? web.pageUrl(random.below(2), firstNumber + index)
          : faults.faultUrl(fault, firstNumber + index),
    }));
    this.#engine = createEngine({
      emit: (name, payload) => {
        // The payload of this event.
        if (name === 'run.progress') this.#check(payload as ProgressBatch);
      },
    });
  }

  /** What the user did, for a failure's message. */
  get story(): string {
    return `${this.#list.length} rows, ${this.#retries} retries: ${this.#actions.join(', ')}`;
  }

  async run(): Promise<void> {
    const arrivedBefore = web.arrived;
    await this.#start();
    const turns = Array.from({ length: 1 + this.#random.below(4) }, () => this.#random.below(this.#pages));
    for (const turn of turns.toSorted((one, other) => one - other)) {
      await this.#until(() => web.arrived - arrivedBefore > turn || this.#is('finished'));
      await this.#act();
    }
    await this.#until(() => this.#is('finished'));
    await this.#checkRows();
    if (this.#random.below(2) === 0) await this.#retryFailed();
    expect(web.broken, 'limits as the servers saw them').toEqual([]);
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }

  async #start(): Promise<void> {
    const listPath = join(folder, `list-${this.#seed}.txt`);
    writeFileSync(listPath, this.#list.map(({ url }) => url).join('\n'));
    const { draftId } = await this.#engine.handlers['import.run']({
      importId: `import-${this.#seed}`,
      listPaths: [listPath],
      name: `list-${this.#seed}.txt`,
      folder,
      removeListAfter: false,
      runPath: null,
      replaceUnfinished: false,
    });
    const limits = this.#randomLimits();
    web.promise(limits);
    const autoPause = { ...DEFAULT_OPTIONS.autoPause, isOn: false };
    await this.#engine.handlers['run.start']({
      draftId,
      // Without the governor: its waits are longer than the test; virtual time has them.
      options: {
        ...DEFAULT_OPTIONS,
        ...FAR_LIMITS,
        ...limits,
        retries: this.#retries,
        autoPause,
        adapt: false,
      },
    });
  }

  async #act(): Promise<void> {
    const action = this.#random.pick(['pause', 'stop', 'limits'] as const);
    if (this.#is('finished')) return;
    this.#actions.push(`${action} after ${web.arrived}`);
    if (action === 'limits') {
      const limits = this.#randomLimits();
      web.promise(limits);
      await this.#engine.handlers['run.setLimits']({ limits });
      return;
    }
    if (action === 'stop') await this.#engine.handlers['run.stop']({});
    else await this.#engine.handlers['run.pause']({});
    await this.#until(() => this.#is('paused', 'stopped', 'finished'));
    await this.#expectQuiet(action);
    if (!this.#is('finished')) await this.#engine.handlers['run.resume']({ options: {} });
  }

  async #expectQuiet(action: string): Promise<void> {
    const before = this.#requestCount();
    await passed(QUIET_MS);
    expect(this.#requestCount() - before, `requests after the ${action}`).toBe(0);
  }

  #requestCount(): number {
    return Object.values(faults.served()).reduce((total, count) => total + count, web.arrived);
  }

  async #retryFailed(): Promise<void> {
    const failed = this.#latest!.totals.failed;
    this.#actions.push('retry');
    const { requeued } = await this.#engine.handlers['run.retryFailed']({
      selection: { kind: 'all' },
      options: { retries: 0 },
    });
    expect(requeued, 'rows in the next round').toBe(failed);
    const { seq } = this.#latest!;
    await this.#until(() => this.#latest!.seq > seq && this.#is('finished'));
    await this.#checkRows();
  }

  #is(...states: readonly RunState[]): boolean {
    return this.#latest !== null && states.includes(this.#latest.state);
  }

  async #until(isTrue: () => boolean): Promise<void> {
    for (;;) {
      if (this.#broken !== null) throw this.#broken;
      if (isTrue()) return;
      await new Promise<void>((resolve) => (this.#onBatch = resolve));
    }
  }

  #check(batch: ProgressBatch): void {
    const { totals } = batch;
    this.#latest = batch;
    try {
      expect(totals.lines, 'lines').toBe(this.#list.length);
      expect(totals.rows + totals.merged + totals.rejected, 'rows of all lines').toBe(totals.lines);
      expect(totals.ok + totals.failed + totals.skipped + totals.pending, 'rows').toBe(totals.rows);
      const byCode = Object.values(totals.failures).reduce((sum, count) => sum + count, 0);
      expect(byCode, 'failures by code').toBe(totals.failed);
      expect(totals.inFlight, 'rows in flight').toBeLessThanOrEqual(totals.pending);
    } catch (error) {
      this.#broken ??= error;
    }
    void this.#engine.handlers['progress.ack']({ seq: batch.seq });
    this.#onBatch();
  }

  /** Each row once, in its order, with the outcome of its address; and the totals say the same. */
  async #checkRows(): Promise<void> {
    const { viewId, count } = await this.#engine.handlers['rows.view']({
      filter: { outcome: 'all', code: null, search: '' },
      sort: { column: 'line', direction: 'asc' },
    });
    const rows: ResultRow[] = [];
    for (let from = 0; from < count; from += ROWS_READ_MAX)
      rows.push(...(await this.#engine.handlers['rows.read']({ viewId, from, count: ROWS_READ_MAX })));
    const expected = this.#list.map(({ url, fault }) => [url, fault?.expectedCodes[0] ?? 'ok']);
    expect(rows.map(({ url, outcome }) => [url, outcome])).toEqual(expected);
    const { ok, failures, pending } = this.#latest!.totals;
    expect({ ok, ...failures }).toEqual(expectedCounts(this.#list));
    expect(pending).toBe(0);
  }

  #randomLimits(): RunLimits {
    return {
      concurrency: 1 + this.#random.below(64),
      perHost: 1 + this.#random.below(16),
      ratePerSecPerHost: null,
      timeoutTotalMs: FAR_LIMITS.timeoutTotalMs,
    };
  }
}
