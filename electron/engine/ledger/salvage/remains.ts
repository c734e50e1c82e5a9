/** What is left of a damaged run file: its records by table, wherever their pages stand. */
import { MetaKey } from '../schema.ts';
import { readLeaf, type LeafRecord, type Value } from './leaf-page.ts';
import type { PageSource } from './page-source.ts';
import { kindOf, RECORD_KINDS, type RecordKind } from './record-kinds.ts';

/** No entry of ours takes less, so no id and no count can be higher than this allows. */
const BYTES_PER_ENTRY_MIN = 8;
/** Far above what anybody retries by hand. */
const ROUNDS_MAX = 10_000;

type Visit = (id: number, values: readonly Value[]) => void;

export class Remains {
  /** The `meta` table. */
  readonly facts: ReadonlyMap<string, string>;
  /** Rows that the file had, as far as can be told. */
  readonly rowsExpected: number;
  /** Ids of rows that anything in the file speaks of are below it. */
  readonly rowIdEnd: number;
  /** The present round. */
  readonly round: number;
  readonly #source: PageSource;
  readonly #pages: Readonly<Record<RecordKind, number[]>>;
  /** All ids are below it. */
  readonly idEnd: number;
  /** Page of each row, by row id; 0 is none. */
  readonly #pageOfRow: Uint32Array;

  constructor(source: PageSource) {
    this.#source = source;
    this.idEnd = Math.ceil(source.byteLength / BYTES_PER_ENTRY_MIN);
    this.#pages = findPages(source);
    const facts = new Map<string, string>();
    this.each('meta', (_id, [key, value]) => void facts.set(String(key), String(value)));
    this.facts = facts;

    const stated = this.count(MetaKey.Rows) ?? 0;
    let pageOfRow = new Uint32Array(stated);
    let highest = -1;
    for (const page of this.#pages.row)
      for (const { id } of this.#records(page, 'row')) {
        highest = Math.max(highest, id);
        // A row whose address can be read is there, whatever the figure says.
        if (id >= pageOfRow.length) pageOfRow = longer(pageOfRow, id + 1);
        if (pageOfRow[id] === 0) pageOfRow[id] = page;
      }
    this.#pageOfRow = pageOfRow;
    const rowEnd = stated > 0 ? Math.max(stated, highest + 1) : this.idEnd;
    const knownRow = (id: number): void => {
      if (id < rowEnd) highest = Math.max(highest, id);
    };
    let round = 0;
    const statedRound = this.count(MetaKey.Round);
    this.each('attempt', (_id, [, rowId, attemptRound]) => {
      knownRow(rowId as number);
      if ((attemptRound as number) <= ROUNDS_MAX) round = Math.max(round, attemptRound as number);
    });
    this.each('settlement', knownRow);
    this.round = statedRound ?? round;
    this.rowsExpected = stated > 0 ? stated : highest + 1;
    this.rowIdEnd = highest + 1;
  }

  /** False for files of other programs, whatever rows they seem to have. */
  get isRunFile(): boolean {
    return this.facts.has(MetaKey.Rows) || this.#pages.attempt.length > 0;
  }

  /** A figure of the `meta` table; `null` when it is not there or makes no sense. */
  count(key: string): number | null {
    const value = Number(this.facts.get(key) ?? 'none');
    if (!Number.isSafeInteger(value) || value < 0) return null;
    if (key === MetaKey.Round) return value <= ROUNDS_MAX ? value : null;
    return key === MetaKey.Rows && value > this.idEnd ? null : value;
  }

  /** In the order of the list, each once. */
  eachRow(visit: Visit): void {
    let page = 0;
    let records = new Map<number, LeafRecord>();
    for (const [id, pageNumber] of this.#pageOfRow.entries()) {
      if (pageNumber === 0) continue;
      if (pageNumber !== page) {
        page = pageNumber;
        // The first of two with one id, as when the pages were looked through.
        records = new Map([...this.#records(page, 'row')].toReversed().map((record) => [record.id, record]));
      }
      const record = records.get(id);
      if (record !== undefined) visit(id, record.values);
    }
  }

  /** In no order that could be relied on, and twice where the file has an entry twice. */
  each(kind: RecordKind, visit: Visit): void {
    for (const page of this.#pages[kind])
      for (const { id, values } of this.#records(page, kind)) visit(id, values);
  }

  *#records(page: number, kind: RecordKind): Generator<LeafRecord> {
    for (const record of readLeaf(this.#source, page))
      if (record.id < this.idEnd && kindOf(record) === kind) yield record;
  }
}

/** By a half at least, so that growing again and again costs little. */
function longer(column: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  const grown = new Uint32Array(Math.max(length, Math.ceil(column.length * 1.5)));
  grown.set(column);
  return grown;
}

/** Which pages have records of which table: a page belongs to one, so its first readable record tells. */
function findPages(source: PageSource): Record<RecordKind, number[]> {
  // Every kind is a key of it.
  const pages = Object.fromEntries(RECORD_KINDS.map((kind) => [kind, [] as number[]])) as Record<
    RecordKind,
    number[]
  >;
  const free = source.freePages();
  for (let page = 1; page <= source.pageCount; page++) {
    if (free.has(page)) continue;
    for (const record of readLeaf(source, page)) {
      const kind = kindOf(record);
      if (kind === null) continue;
      pages[kind].push(page);
      break;
    }
  }
  return pages;
}
