import { createHash, randomUUID } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { OUTCOME_CODES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { SeededRandom } from '../import/seeded-random.ts';
import { attempt, tamper } from '../testing/run-files.ts';
import { Draft } from './draft.ts';
import { openRunFile } from './open-run-file.ts';
import { RowReader } from './row-reader.ts';
import { RunFile, type RunFileFacts } from './run-file.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { openDatabase } from './sqlite.ts';

const PAGE = 4096;
const ROWS = 2000;
/** More than a page can hold. */
const ROWS_PER_PAGE = 100;
const OUTCOMES_PER_PAGE = 500;
const USAGE = { elapsedMs: 1000, bytes: 5000 };

let folder: string;
/** A run in its second round, everything in the file. */
let closed: string;
/** The same, with its last batches still in the log, as a killed process leaves it. */
let killed: string;
/** Of each address of the list. */
let placeOf: Map<string, number>;
let outcomes: Map<string, OutcomeCode | null>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-salvage-'));
  const path = createRun();
  closed = join(folder, 'closed.gleaner');
  killed = join(folder, 'killed.gleaner');
  const file = RunFile.open(path);
  settle(file, 0, 1200);
  file.requeue({ kind: 'codes', codes: ['timeout.total'] }, { timeoutTotalMs: 20_000 });
  settle(file, 1200, 1500);
  // Beyond this everything is in the log only.
  file.close();
  const again = RunFile.open(path);
  settle(again, 1500, 1900);
  copyFileSync(path, killed);
  copyFileSync(`${path}-wal`, `${killed}-wal`);
  again.close();
  copyFileSync(path, closed);
  outcomes = outcomesOf(closed);
  placeOf = new Map([...outcomes.keys()].map((url, place) => [url, place]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function createRun(): string {
  const draft = new Draft(randomUUID(), folder);
  draft.setColumns('url', ['sku']);
  for (let row = 0; row < ROWS; row++) {
    const origin = `http://shop${row % 7}.test`;
    // Some addresses are longer than a page.
    const tail = row % 500 === 3 ? `?q=${'long'.repeat(1500)}` : '';
    draft.addRow(row + 1, `${origin}/item/${row}${tail}`, draft.addHost(origin), [`sku ${row}`]);
  }
  draft.addMerged(ROWS + 1, 'http://shop0.test/item/0', 0, 'same_address');
  draft.addRejected(ROWS + 2, 'nonsense', 'not_a_url');
  draft.finish('list.txt');
  const path = join(folder, 'run.gleaner');
  draft.moveTo(path);
  return path;
}

function settle(file: RunFile, from: number, to: number): void {
  const batch = Array.from({ length: to - from }, (_, index) => {
    const code: OutcomeCode = index % 10 === 0 ? 'timeout.total' : index % 15 === 1 ? 'http.not_found' : 'ok';
    const result = {
      code,
      title: `Title of ${from + index}`,
      error: code === 'ok' ? null : `because ${index}`,
    };
    return attempt(from + index, result);
  });
  for (let at = 0; at < batch.length; at += 100) file.settle(batch.slice(at, at + 100), USAGE);
}

function outcomesOf(path: string): Map<string, OutcomeCode | null> {
  const database = openDatabase(path, { readOnly: true });
  const sql =
    'SELECT url, code FROM row LEFT JOIN settlement ON settlement.row_id = row.id ORDER BY line, row.id';
  // The columns are those of the statement.
  const rows = database.prepare(sql).all() as { url: string; code: number | null }[];
  database.close();
  return new Map(rows.map(({ url, code }) => [url, code === null ? null : OUTCOME_CODES[code]!]));
}

function countSettled(of: Map<string, OutcomeCode | null>): number {
  return [...of.values()].filter((outcome) => outcome !== null).length;
}

function sha256(path: string): string {
  return existsSync(path) ? createHash('sha256').update(readFileSync(path)).digest('hex') : 'none';
}

interface Opened {
  readonly facts: RunFileFacts;
  readonly outcomes: Map<string, OutcomeCode | null>;
  readonly path: string;
}

/** Opens the file, checks all that must hold of whatever was opened, and goes on with it. */
function open(path: string): Opened | ErrorCode {
  const before = [sha256(path), sha256(`${path}-wal`)];
  let file: RunFile;
  try {
    file = openRunFile(path);
  } catch (error) {
    expect([sha256(path), sha256(`${path}-wal`)]).toEqual(before);
    if (error instanceof AppError) return error.code;
    throw error;
  }
  const facts = file.readFacts();
  if (facts.salvage !== null) expect([sha256(path), sha256(`${path}-wal`)]).toEqual(before);
  const settled = [...facts.settled.values()].reduce((sum, count) => sum + count, 0);
  const { isPending } = file.readPlan();
  const pending = isPending.reduce((sum, one) => sum + one, 0);
  expect(facts.lines).toBe(facts.rows + facts.merged + facts.rejected);
  expect(pending).toBe(facts.rows - settled);

  const pendingRow = isPending.indexOf(1);
  if (pendingRow !== -1) expect(file.settle([attempt(pendingRow)], USAGE)).toHaveLength(1);
  if (pendingRow !== -1) file.reopen([pendingRow]);
  file.close();
  return { facts, outcomes: outcomesOf(file.path), path: file.path };
}

function expectOpened(opened: Opened | ErrorCode): Opened {
  if (typeof opened === 'string') throw new Error(`It was refused: ${opened}`);
  return opened;
}

/** What was read is what was there: in its order, and no outcome that it did not have. */
function expectTruth({ outcomes: read }: Opened): void {
  // In one comparison, because one for each row takes a hundred times as long as all else.
  const untrue: string[] = [];
  let last = -1;
  for (const [url, outcome] of read) {
    const position = placeOf.get(url) ?? -1;
    if (position <= last) untrue.push(`${url.slice(0, 60)} is out of its place`);
    last = position;
    if (outcome !== null && outcome !== outcomes.get(url)) untrue.push(`${url.slice(0, 60)}: ${outcome}`);
  }
  expect(untrue).toEqual([]);
}

let copies = 0;
let copy: (of: string) => string;
beforeEach(() => {
  const work = join(folder, `case-${copies++}`);
  mkdirSync(work);
  copy = (of) => {
    const path = join(work, `list ${copies++}.gleaner`);
    copyFileSync(of, path);
    if (existsSync(`${of}-wal`)) copyFileSync(`${of}-wal`, `${path}-wal`);
    return path;
  };
});

function overwrite(path: string, from: number, bytes: Buffer): void {
  const content = readFileSync(path);
  bytes.copy(content, from);
  writeFileSync(path, content);
}

function garbage(random: SeededRandom, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

describe('a whole run file', () => {
  it('is opened itself, with what is in its log', () => {
    for (const of of [closed, killed]) {
      const path = copy(of);
      const opened = expectOpened(open(path));

      expect(opened.path).toBe(path);
      expect(opened.facts.salvage).toBeNull();
      expect(opened.outcomes).toEqual(outcomes);
      expect(readdirSync(join(path, '..')).filter((name) => name.includes('recovered'))).toEqual([]);
    }
  });
});

describe('a damaged run file', () => {
  it('loses no more than the pages that are damaged, wherever they are', () => {
    const random = new SeededRandom(20);
    for (let round = 0; round < 30; round++) {
      const path = copy(round % 3 === 0 ? killed : closed);
      const pages = Math.floor(statSync(path).size / PAGE);
      const damaged = 1 + random.below(3);
      // Each page of the first ten once, the beginning and the roots of all tables among them.
      const places = Array.from({ length: damaged }, (_, index) =>
        index === 0 ? round % 10 : random.below(pages),
      );
      for (const page of places)
        overwrite(path, page * PAGE, random.below(2) === 0 ? Buffer.alloc(PAGE) : garbage(random, PAGE));

      const opened = expectOpened(open(path));

      expectTruth(opened);
      const lost = ROWS - opened.outcomes.size;
      expect(lost).toBeLessThanOrEqual(damaged * ROWS_PER_PAGE);
      expect(countSettled(outcomes) - countSettled(opened.outcomes)).toBeLessThanOrEqual(
        lost + damaged * OUTCOMES_PER_PAGE,
      );
    }
  });

  it('that ends too early is read up to its end', () => {
    const random = new SeededRandom(21);
    let mostRows = 0;
    for (let round = 0; round < 20; round++) {
      const path = copy(closed);
      truncateSync(path, random.below(statSync(path).size));

      const opened = open(path);

      if (typeof opened === 'string') {
        expect([ErrorCode.RunFileDamaged, ErrorCode.RunFileForeign]).toContain(opened);
        continue;
      }
      expectTruth(opened);
      mostRows = Math.max(mostRows, opened.outcomes.size);
    }
    expect(mostRows).toBe(ROWS);
  });

  it('never ends in anything but a run or a clear refusal, whatever is done to it', () => {
    const random = new SeededRandom(22);
    const results = new Set<string>();
    for (let round = 0; round < 40; round++) {
      const path = copy(round % 2 === 0 ? killed : closed);
      for (let piece = 0; piece <= random.below(4); piece++) {
        const target = round % 4 === 0 && random.below(2) === 0 ? `${path}-wal` : path;
        const size = statSync(target).size;
        const length = Math.min(size, 1 << random.below(18));
        // The beginning says most about a file, so it is hit more often.
        const from = random.below(3) === 0 ? random.below(100) : random.below(size);
        overwrite(target, from, random.below(2) === 0 ? Buffer.alloc(length) : garbage(random, length));
      }

      const opened = open(path);

      results.add(
        typeof opened === 'string' ? opened : opened.facts.salvage === null ? 'whole' : 'recovered',
      );
    }
    results.delete(ErrorCode.RunFileForeign);
    results.delete(ErrorCode.RunFileDamaged);
    expect([...results].toSorted()).toEqual(['recovered', 'whole']);
  });

  it('says what is lost, and stands as it was beside what was recovered', () => {
    const path = copy(closed);
    const rowPage = pageOf(path, 'http://shop6.test/item/1000');
    overwrite(path, rowPage * PAGE, Buffer.alloc(PAGE, 0xaa));

    const { facts, path: recovered } = expectOpened(open(path));

    const lost = facts.salvage!.rowsLost;
    expect(recovered).toBe(path.replace('.gleaner', ' recovered.gleaner'));
    expect(lost).toBeGreaterThan(10);
    expect(facts).toMatchObject({
      name: 'list.txt',
      lines: ROWS + 2,
      rows: ROWS - lost,
      merged: 1,
      rejected: 1 + lost,
      round: 1,
      roundOptions: { timeoutTotalMs: 20_000 },
      otherColumns: ['sku'],
      salvage: { fromPath: path, rows: ROWS - lost, settledLost: 0 },
    });
    expect(readdirSync(join(path, '..')).filter((name) => !/-(?:wal|shm)$/.test(name)).length).toBe(2);
  });

  it('is recovered under another name when that one is taken', () => {
    const path = copy(closed);
    tamper(path, 'DROP TABLE host');

    const first = expectOpened(open(path)).path;
    const second = expectOpened(open(path)).path;

    expect(second).toBe(first.replace('recovered', 'recovered 2'));
  });

  it('tells outcomes that are lost from rows that were pending all along', () => {
    const path = copy(closed);
    tamper(path, 'DELETE FROM settlement WHERE row_id BETWEEN 100 AND 109; DROP TABLE host');

    // Of ten rows one had run into its time limit, and may as well have been waiting for a retry.
    expect(expectOpened(open(path)).facts.salvage).toMatchObject({ rows: ROWS, rowsLost: 0 });
    expect(expectOpened(open(path)).facts.salvage!.settledLost).toBeGreaterThanOrEqual(8);
  });

  it('shows no other attempt for an outcome whose own attempt is lost', () => {
    const path = copy(closed);
    tamper(path, 'DELETE FROM attempt; DROP TABLE host');
    const { path: recovered } = expectOpened(open(path));

    const file = RunFile.open(recovered);
    const pendingRow = file.readPlan().isPending.lastIndexOf(1);
    // Its attempt gets the first id, which is that of a lost one.
    file.settle([attempt(pendingRow)], USAGE);
    file.close();

    const database = openDatabase(recovered);
    const rows = new RowReader(database).read([1, 2, pendingRow]);
    database.close();
    expect(rows.map(({ outcome, status, attempts }) => [outcome, status, attempts])).toEqual([
      ['http.not_found', null, 0],
      ['ok', null, 0],
      ['ok', 200, 1],
    ]);
  });

  it.each([
    ['attempts are gone', 'DROP TABLE attempt'],
    ['outcomes are gone', 'DROP TABLE settlement'],
    ['hosts are gone', 'DROP TABLE host'],
    ['figures are gone', 'DROP TABLE meta'],
    ['some figures are no numbers', "UPDATE meta SET value = 'many' WHERE key IN ('rows', 'round', 'lines')"],
    ['the count of rows is too large', "UPDATE meta SET value = '4000000000' WHERE key = 'rows'"],
    ['an outcome does not exist', 'INSERT OR REPLACE INTO settlement VALUES (1999, 999, null)'],
    ['a settled row does not exist', 'INSERT INTO settlement VALUES (7777, 0, null)'],
    ['a row is gone', 'DELETE FROM row WHERE id = 1'],
    ['a row has no host', 'UPDATE row SET host_id = 50 WHERE id = 2'],
  ])('is recovered when %s', (_what, sql) => {
    const path = copy(closed);
    tamper(path, sql);

    const opened = expectOpened(open(path));

    expectTruth(opened);
    expect(opened.facts.salvage).not.toBeNull();
    expect(opened.facts.rows).toBeGreaterThanOrEqual(ROWS - 1);
  });

  it('keeps all rows and outcomes when only the count of rows is too small', () => {
    const path = copy(closed);
    tamper(path, "UPDATE meta SET value = '5' WHERE key = 'rows'");

    const opened = expectOpened(open(path));

    expect(opened.outcomes).toEqual(outcomes);
    expect(opened.facts.salvage).toMatchObject({ rows: ROWS, rowsLost: 0, settledLost: 0 });
  });

  it('is recovered without its beginning', () => {
    const path = copy(closed);
    overwrite(path, 0, Buffer.alloc(PAGE));

    const opened = expectOpened(open(path));

    expect(opened.outcomes).toEqual(outcomes);
    expect(opened.facts.salvage).toMatchObject({ rowsLost: 0, settledLost: 0 });
  });

  it.each([
    ['no row can be read', 'DELETE FROM row', ErrorCode.RunFileDamaged],
    ['its rows have another layout', 'ALTER TABLE row DROP COLUMN extra', ErrorCode.RunFileDamaged],
    ['a newer Gleaner wrote it', `PRAGMA user_version = ${SCHEMA_VERSION + 1}`, ErrorCode.RunFileTooNew],
    [
      "it is another program's",
      'PRAGMA application_id = 7; DROP TABLE meta; DROP TABLE attempt',
      ErrorCode.RunFileForeign,
    ],
  ])('is refused when %s, and nothing is left behind', (_what, sql, expected) => {
    const path = copy(closed);
    tamper(path, `${sql}; VACUUM`);
    const before = readdirSync(join(path, '..'));

    expect(open(path)).toBe(expected);
    expect(readdirSync(join(path, '..'))).toEqual(before);
  });

  it.each([
    ['text', Buffer.from('http://a.test/\n'.repeat(5000))],
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(100_000)],
  ])('is not what %s is', (_what, content) => {
    const path = join(copy(closed), '..', 'other.gleaner');
    writeFileSync(path, content);

    expect(open(path)).toBe(ErrorCode.RunFileForeign);
  });
});

/** Index of the page of a file in which a text stands. */
function pageOf(path: string, text: string): number {
  return Math.floor(readFileSync(path).indexOf(text) / PAGE);
}
