/**
 * The phase times of every attempt of a run by host, as columns in memory: percentiles of a
 * host are one look over them, where the run file would have to be searched for its rows.
 *
 * 18 bytes an attempt, and only once somebody asks for hosts. Attempts are only ever
 * appended to the run file, so what was read stays true and only newer ones are read.
 */
import { PHASE_NAMES, type PhaseName, type PhaseSummary, type PhaseTimes } from '../../../shared/progress.ts';
import type { Database, Statement } from '../ledger/sqlite.ts';

/** At a time: some 10 ms, after which others get their turn. */
const READ_ATTEMPTS = 2500;
const FIRST_CAPACITY = 4096;
/** Stands for a phase that did not happen. */
const NONE = 0xff_ff;
/** Times up to here are kept to the millisecond, longer ones to a thousandth of themselves. */
const EXACT_MAX_MS = 0x80_00;
const LOG_STEP = Math.log(1.001);

const TOTAL = PHASE_NAMES.indexOf('total');

export class AttemptTimes {
  readonly #select: Statement;
  readonly #breathe: () => Promise<void>;
  #catchingUp: Promise<void> | null = null;
  #lastId = 0;
  #count = 0;
  #hostIds = new Uint32Array(FIRST_CAPACITY);
  /** One column per phase, in the order of `PHASE_NAMES`. */
  #columns = PHASE_NAMES.map(() => new Uint16Array(FIRST_CAPACITY));
  /** For counting, again and again: a large host has more attempts than there are encoded times. */
  readonly #counts = new Uint32Array(NONE + 1);

  /** @param breathe Lets others have their turn. */
  constructor(database: Database, breathe: () => Promise<void>) {
    this.#breathe = breathe;
    this.#select = database.prepare(
      `SELECT a.id, r.host_id, a.wait_ms, a.dns_ms, a.connect_ms, a.tls_ms, a.first_byte_ms, a.body_ms,
         nullif(a.duration_ms, -1)
       FROM attempt a JOIN row r ON r.id = a.row_id WHERE a.id > ? ORDER BY a.id LIMIT ${READ_ATTEMPTS}`,
    );
    this.#select.setReturnArrays(true);
  }

  /** Reads what has ended since, in pieces; calls while it does so share its work. */
  catchUp(): Promise<void> {
    this.#catchingUp ??= this.#readAll().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  async #readAll(): Promise<void> {
    while (this.#readSome() === READ_ATTEMPTS) await this.#breathe();
  }

  #readSome(): number {
    // The columns are those of the SELECT, as arrays.
    const rows = this.#select.all(this.#lastId) as unknown as [number, number, ...(number | null)[]][];
    this.#makeRoom(this.#count + rows.length);
    for (const [id, hostId, ...times] of rows) {
      this.#hostIds[this.#count] = hostId;
      for (const [phase, column] of this.#columns.entries())
        column[this.#count] = encode(times[phase] ?? null);
      this.#count++;
      this.#lastId = id;
    }
    return rows.length;
  }

  /** Of one host. */
  summary(hostId: number): PhaseSummary {
    const indexes = this.#indexesOf(new Set([hostId])).get(hostId) ?? [];
    const summary: Partial<Record<PhaseName, PhaseTimes>> = {};
    for (const [phase, name] of PHASE_NAMES.entries()) {
      const times = this.#timesOf(phase, indexes);
      if (times !== null) summary[name] = times;
    }
    return summary;
  }

  /** Of whole attempts; a host without any is absent. */
  totals(hostIds: ReadonlySet<number>): ReadonlyMap<number, PhaseTimes> {
    const totals = new Map<number, PhaseTimes>();
    for (const [hostId, indexes] of this.#indexesOf(hostIds)) {
      const times = this.#timesOf(TOTAL, indexes);
      if (times !== null) totals.set(hostId, times);
    }
    return totals;
  }

  #indexesOf(hostIds: ReadonlySet<number>): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (const hostId of hostIds) found.set(hostId, []);
    // A look into an array for each attempt of the run, where one into a map would be felt.
    const isWanted = new Uint8Array(Math.max(-1, ...hostIds) + 1);
    for (const hostId of hostIds) isWanted[hostId] = 1;
    for (let index = 0; index < this.#count; index++) {
      const hostId = this.#hostIds[index]!;
      if (isWanted[hostId] === 1) found.get(hostId)!.push(index);
    }
    return found;
  }

  #timesOf(phase: number, indexes: readonly number[]): PhaseTimes | null {
    const column = this.#columns[phase]!;
    const counts = this.#counts.fill(0);
    let count = 0;
    for (const index of indexes) {
      const code = column[index]!;
      if (code === NONE) continue;
      counts[code]!++;
      count++;
    }
    if (count === 0) return null;
    const percentile = (ratio: number) => decode(codeAtRank(counts, Math.ceil(ratio * count)));
    return { count, p50Ms: percentile(0.5), p95Ms: percentile(0.95), p99Ms: percentile(0.99) };
  }

  #makeRoom(count: number): void {
    const capacity = this.#hostIds.length;
    if (count <= capacity) return;
    const larger = Math.max(count, Math.ceil(capacity * 1.5));
    this.#hostIds = grown(this.#hostIds, new Uint32Array(larger));
    this.#columns = this.#columns.map((column) => grown(column, new Uint16Array(larger)));
  }
}

function grown<Column extends Uint16Array | Uint32Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}

function encode(ms: number | null): number {
  if (ms === null) return NONE;
  if (ms < EXACT_MAX_MS) return ms;
  return Math.min(NONE - 1, EXACT_MAX_MS + Math.round(Math.log(ms / EXACT_MAX_MS) / LOG_STEP));
}

function decode(code: number): number {
  return code < EXACT_MAX_MS ? code : Math.round(EXACT_MAX_MS * Math.exp((code - EXACT_MAX_MS) * LOG_STEP));
}

/** @param counts How often each encoded time occurs; encoded, times keep their order. */
function codeAtRank(counts: Uint32Array, rank: number): number {
  let code = 0;
  for (let seen = counts[0]!; seen < rank; seen += counts[code]!) code++;
  return code;
}
