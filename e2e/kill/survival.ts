/**
 * One list that is fetched by one process after the other, each killed at some moment, and what
 * must be true of the run file after each of them and at the end.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect } from 'vitest';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { examine, type Remains } from './autopsy.ts';
import { CountingSite, expectedCode } from './counting-site.ts';
import { Victim, type VictimEnd } from './victim.ts';

const SPEED = ['--concurrency', '32', '--per-host', '32', '--no-adapt'];
const EXPORT = 'export.csv';

interface Settled {
  readonly code: OutcomeCode;
  /** Requests for the row when it was first found settled: there must never be another. */
  readonly requests: number;
}

export class Survival {
  readonly site: CountingSite;
  readonly runPath: string;
  readonly #folder: string;
  readonly #settled = new Map<number, Settled>();

  private constructor(site: CountingSite, folder: string) {
    this.site = site;
    this.#folder = folder;
    this.runPath = join(folder, 'list.gleaner');
  }

  static async begin(folder: string, rows: number): Promise<Survival> {
    mkdirSync(folder);
    const site = await CountingSite.start(rows);
    writeFileSync(join(folder, 'list.txt'), site.list());
    return new Survival(site, folder);
  }

  get hasRunFile(): boolean {
    return existsSync(this.runPath);
  }

  /** Starts the run, or goes on with what is left of it. */
  startProcess(options: readonly string[] = []): Victim {
    const what = this.hasRunFile ? ['resume', 'list.gleaner'] : ['run', 'list.txt'];
    return new Victim(this.#folder, [...what, ...SPEED, '--export', EXPORT, ...options]);
  }

  /** Fails unless what `victim` has left holds everything that was ever shown as settled. */
  async check(victim: Victim): Promise<Remains | null> {
    const isFinished = victim.lines.some(({ type }) => type === 'finished');
    if (!this.hasRunFile) {
      expect({ shown: victim.shownSettled, isFinished }).toEqual({ shown: 0, isFinished: false });
      return null;
    }
    const remains = await examine(this.runPath, this.#folder);
    const requests = await this.site.requestsByRow();
    const { totals, settled } = remains;
    expect(totals).toMatchObject({ lines: this.site.pages, rows: this.site.pages, skipped: 0, inFlight: 0 });
    expect(totals.ok + totals.failed + totals.pending).toBe(totals.rows);
    expect(settled.size, 'settlements').toBe(totals.ok + totals.failed);
    expect(settled.size, 'settled, as against shown').toBeGreaterThanOrEqual(victim.shownSettled);
    const lost = [...this.#settled].filter(([row, { code }]) => settled.get(row) !== code);
    expect(lost, 'rows that were settled otherwise').toEqual([]);
    const askedAgain = [...this.#settled].filter(([row, before]) => requests[row] !== before.requests);
    expect(askedAgain, 'settled rows that were asked again').toEqual([]);
    const unasked = [...remains.attempts].filter(([row, count]) => count > requests[row]!);
    expect(unasked, 'rows with more attempts than requests').toEqual([]);
    const { isSalvaged, rowsSettledTwice, strayRows } = remains;
    expect({ isSalvaged, rowsSettledTwice, strayRows }).toEqual({
      isSalvaged: false,
      rowsSettledTwice: [],
      strayRows: [],
    });
    for (const [row, code] of settled) {
      if (!this.#settled.has(row)) this.#settled.set(row, { code, requests: requests[row]! });
    }
    this.#checkExport();
    return remains;
  }

  /** Lets the run end, and fails unless every number of it is right. */
  async finish(): Promise<void> {
    const victim = this.startProcess();
    await this.expectFinished(victim, await victim.ended);
  }

  async expectFinished(victim: Victim, end: VictimEnd): Promise<void> {
    expect(end, 'how it ended').toEqual({ status: 3, signal: null, stderr: '' });
    const remains = await this.check(victim);
    const wrong = [...(remains?.settled ?? [])].filter(([row, code]) => code !== expectedCode(row));
    const failed = Math.floor(this.site.pages / 25);
    const expected = { ok: this.site.pages - failed, failed, skipped: 0, pending: 0 };
    expect(wrong, 'rows with a wrong outcome').toEqual([]);
    expect(remains?.totals).toMatchObject({ ...expected, failures: { 'http.not_found': failed } });
    expect(victim.lines.at(-1)).toMatchObject({ type: 'finished', ...expected });
    expect(existsSync(join(this.#folder, EXPORT)), 'the export is there').toBe(true);
  }

  dispose(): void {
    this.site.stop();
  }

  /** A file under its final name is whole. */
  #checkExport(): void {
    const path = join(this.#folder, EXPORT);
    if (existsSync(path)) expect(parse(readFileSync(path), { columns: true })).toHaveLength(this.site.pages);
  }
}
