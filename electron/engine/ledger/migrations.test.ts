import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCode } from '../../../shared/errors.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { MIGRATIONS } from './migrations.ts';
import { openRunFile } from './open-run-file.ts';
import { RowReader } from './row-reader.ts';
import { RunFile } from './run-file.ts';
import { readPendingCount } from './run-file-check.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';
import { openDatabase } from './sqlite.ts';

/** The layout of version 1, as its Gleaner wrote it. Never changed. */
const SCHEMA_1 = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE host (id INTEGER PRIMARY KEY, origin TEXT NOT NULL);
CREATE TABLE row (id INTEGER PRIMARY KEY, line INTEGER NOT NULL, url TEXT NOT NULL, host_id INTEGER NOT NULL, extra TEXT);
CREATE TABLE dropped_line (id INTEGER PRIMARY KEY, line INTEGER NOT NULL, text TEXT NOT NULL, reason TEXT, into_row INTEGER);
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, row_id INTEGER NOT NULL, round INTEGER NOT NULL, code INTEGER NOT NULL,
  started_at_ms INTEGER NOT NULL, duration_ms INTEGER NOT NULL, status INTEGER, bytes INTEGER NOT NULL,
  content_type TEXT, final_url TEXT, hops TEXT, error TEXT, title TEXT,
  dns_ms INTEGER, connect_ms INTEGER, tls_ms INTEGER, first_byte_ms INTEGER, body_ms INTEGER
);
CREATE INDEX attempt_by_row ON attempt (row_id);
CREATE TABLE settlement (row_id INTEGER PRIMARY KEY, code INTEGER NOT NULL, attempt_id INTEGER);
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = 1;
INSERT INTO meta VALUES ('name', 'old.txt'), ('options', '{"concurrency":7}'), ('lines', '4'), ('rows', '3'),
  ('merged', '1'), ('rejected', '0'), ('round', '1'), ('elapsedMs', '5000'), ('bytes', '300'),
  ('otherColumns', '["sku"]');
INSERT INTO host VALUES (0, 'http://a.test');
INSERT INTO row VALUES (0, 1, 'http://a.test/0', 0, '["A"]'), (1, 2, 'http://a.test/1', 0, '["B"]'),
  (2, 4, 'http://a.test/2', 0, null);
INSERT INTO dropped_line VALUES (1, 3, 'http://a.test/0', null, 0);
INSERT INTO attempt VALUES
  (1, 0, 0, 0, 1700000000000, 20, 200, 150, 'text/html', null, null, null, 'Zero', 1, 2, null, 8, 9),
  (2, 1, 0, 6, 1700000001000, 21, null, 0, null, null, null, 'refused', null, null, null, null, null, null),
  (3, 1, 1, 6, 1700000002000, 22, null, 0, null, null, null, 'refused', null, null, null, null, null, null);
INSERT INTO settlement VALUES (0, 0, 1), (1, 6, 3);
`;

/** What version 2 changed about it. Never changed. */
const TO_SCHEMA_2 = `
ALTER TABLE attempt ADD COLUMN wait_ms INTEGER;
CREATE TABLE round (id INTEGER PRIMARY KEY, started_at_ms INTEGER NOT NULL, requeued INTEGER NOT NULL, options TEXT NOT NULL);
CREATE TABLE earlier_attempts (row_id INTEGER PRIMARY KEY, count INTEGER NOT NULL);
PRAGMA user_version = 2;
INSERT INTO round VALUES (1, 1700000001500, 1, '{"retries":4}');
INSERT INTO earlier_attempts VALUES (2, 3);
`;

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-migrations-'));
  path = join(folder, 'old.gleaner');
  tamper(path, SCHEMA_1);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Names and columns of everything, and nothing of how it was written. */
function layoutOf(file: string): unknown {
  const database = openDatabase(file);
  const layout = database
    .prepare(
      `SELECT s.name, c.name AS column, c.type, c."notnull", c.pk FROM sqlite_schema s
       JOIN pragma_table_info(s.name) c
       WHERE s.name NOT LIKE 'sqlite_stat%' ORDER BY s.name, c.cid`,
    )
    .all();
  const version = database.prepare('PRAGMA user_version').get();
  database.close();
  return [layout, version];
}

function versionOf(file: string): number {
  const database = openDatabase(file);
  // One row with this column, always.
  const row = database.prepare('PRAGMA user_version').get() as { user_version: number };
  database.close();
  return row.user_version;
}

/** All that stands in it. */
function dump(file: string): unknown {
  const database = openDatabase(file);
  const tables = ['sqlite_schema', 'meta', 'row', 'attempt', 'settlement'];
  const content = tables.map((table) => database.prepare(`SELECT * FROM ${table}`).all());
  database.close();
  return content;
}

describe('a run file of version 1', () => {
  it('gets the layout of a new one when it is opened', () => {
    RunFile.open(path).close();

    expect(layoutOf(path)).toEqual(layoutOf(createRunFile(folder, ['http://a.test/'], 'new')));
  });

  it('keeps all that it had', () => {
    const file = RunFile.open(path);

    const { settled, ...facts } = file.readFacts();
    expect(facts).toMatchObject({
      name: 'old.txt',
      lines: 4,
      rows: 3,
      merged: 1,
      round: 1,
      roundOptions: {},
      attempts: 3,
      salvage: null,
      earlierRun: null,
    });
    expect(facts.options.concurrency).toBe(7);
    expect([...settled.values()]).toEqual([1, 1]);
    expect([...file.readPlan().isPending]).toEqual([0, 0, 1]);
    expect(file.readPhaseTimes(0, 10).rows[0]).toEqual([null, 1, 2, null, 8, 9, 20]);
    file.close();
  });

  it('goes on: what follows has what version 1 did not know', () => {
    const file = RunFile.open(path, () => 1_800_000_000_000);
    file.requeue({ kind: 'all' }, { retries: 5 });
    file.settle(
      [
        attempt(1, {
          phases: { waitMs: 40, dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: 1, bodyMs: 2 },
        }),
      ],
      { elapsedMs: 1, bytes: 1 },
    );
    file.close();

    const database = openDatabase(path);
    const { attempts, rounds } = new RowReader(database).readDetail(1)!;
    database.close();
    expect(attempts.map(({ round, phases }) => [round, phases.waitMs])).toEqual([
      [0, null],
      [1, null],
      [2, 40],
    ]);
    expect(rounds).toEqual([
      { round: 0, startedAtMs: 1_700_000_001_000, requeued: null, options: {} },
      // Version 1 did not record its rounds.
      { round: 1, startedAtMs: 1_700_000_002_000, requeued: null, options: {} },
      { round: 2, startedAtMs: 1_800_000_000_000, requeued: 1, options: { retries: 5 } },
    ]);
  });

  it('can be asked for its pending rows without being changed', () => {
    const before = readFileSync(path);

    expect(readPendingCount(path)).toBe(1);
    expect(readFileSync(path)).toEqual(before);
  });

  it('that was killed while it ran is brought up to date with what only its log has', async () => {
    const writer = openDatabase(path);
    writer.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
    writer.exec(`INSERT INTO attempt VALUES
      (4, 2, 1, 0, 1700000003000, 23, 200, 1, null, null, null, null, 'Two', null, null, null, 1, 1);
      INSERT INTO settlement VALUES (2, 0, 4)`);
    const killed = join(folder, 'killed.gleaner');
    copyFileSync(path, killed);
    copyFileSync(`${path}-wal`, `${killed}-wal`);
    writer.close();

    const file = openRunFile(killed);

    expect(file.readFacts()).toMatchObject({ attempts: 4, salvage: null });
    expect([...file.readPlan().isPending]).toEqual([0, 0, 0]);
    file.close();
    expect(versionOf(killed)).toBe(SCHEMA_VERSION);
  });

  it('is refused in a step that fails, and is the old file then', () => {
    // A table of this name is in the way.
    tamper(path, 'CREATE TABLE round (x)');
    const before = dump(path);

    expect(() => RunFile.open(path)).toThrow(expect.objectContaining({ code: ErrorCode.RunFileDamaged }));
    expect(versionOf(path)).toBe(1);
    expect(dump(path)).toEqual(before);
  });

  it('is salvaged when it is damaged', () => {
    tamper(path, 'DROP TABLE host');

    const file = openRunFile(path);

    expect(file.readFacts()).toMatchObject({ rows: 3, round: 1, attempts: 3, salvage: { rowsLost: 0 } });
    file.close();
    expect(versionOf(path)).toBe(1);
  });

  it('is the old file, whole, after a migration that was killed in the middle', async () => {
    const sqlite = createRequire(import.meta.url).resolve('@photostructure/sqlite');
    const script = `
      const { DatabaseSync } = require(${JSON.stringify(sqlite)});
      const file = new DatabaseSync(process.argv[1]);
      // A cache of one page writes what is not committed to the log as well.
      file.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 1; BEGIN IMMEDIATE');
      file.exec(process.argv[2] + '; PRAGMA user_version = 2');
      require('fs').writeSync(1, 'not committed');
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['-e', script, path, MIGRATIONS[1]!], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');

    expect(versionOf(path)).toBe(1);
    const file = RunFile.open(path);
    expect(file.readFacts()).toMatchObject({ rows: 3, round: 1, attempts: 3 });
    file.close();
    expect(versionOf(path)).toBe(SCHEMA_VERSION);
  });
});

describe('a run file of version 2', () => {
  beforeEach(() => tamper(path, TO_SCHEMA_2));

  it('gets the layout of a new one when it is opened', () => {
    RunFile.open(path).close();

    expect(layoutOf(path)).toEqual(layoutOf(createRunFile(folder, ['http://a.test/'], 'new')));
  });

  it('keeps its rounds, and the attempts that were made before it', () => {
    const file = RunFile.open(path);

    expect(file.readFacts().roundOptions).toEqual({ retries: 4 });
    file.close();
    const database = openDatabase(path);
    expect(new RowReader(database).readDetail(2)!.row.attempts).toBe(3);
    database.close();
  });
});
