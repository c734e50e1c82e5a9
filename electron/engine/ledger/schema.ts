/**
 * The run file: a SQLite database that holds the list, every attempt, and which
 * attempt settled which row.
 *
 * `settlement` is what makes a row settled: it has at most one entry per row, so a row
 * cannot be settled twice, and a row without one is pending. `attempt` only grows.
 * The two are separate because attempts are written in the order in which they end:
 * appending keeps pages full and the write-ahead log small, whatever order hosts
 * answer in, while a settlement is a dozen bytes and 300 of them share a page.
 */

/** "Glnr": tells a run file from any other SQLite database (`PRAGMA application_id`). */
export const APPLICATION_ID = 0x47_6c_6e_72;
/**
 * `PRAGMA user_version`. Raised whenever a reader of the old layout would misread the new one,
 * or would not find what it needs. To add version 4: change {@link SCHEMA} to the new layout
 * (new columns last, as `ALTER TABLE` puts them), add a step to `MIGRATIONS` that makes it out
 * of version 3, and a test that migrates a file made by the SQL text of version 3.
 */
export const SCHEMA_VERSION = 3;

/** What `attempt` has in every version. */
export const ATTEMPT_COLUMNS_1 = `
id, row_id, round, code, started_at_ms, duration_ms, status, bytes, content_type, final_url, hops, error,
title, dns_ms, connect_ms, tls_ms, first_byte_ms, body_ms`;

/** What version 2 brought besides `attempt.wait_ms`; the migration from version 1 needs it, too. */
export const ROUND_TABLES = `
CREATE TABLE round (           -- all but the first, which needs no record
  id INTEGER PRIMARY KEY,      -- 1, 2 ...
  started_at_ms INTEGER NOT NULL,
  requeued INTEGER NOT NULL,   -- rows that were made pending again
  options TEXT NOT NULL        -- JSON of what was set for this round only
);
CREATE TABLE earlier_attempts (-- of a row that comes from an export: made before this file was
  row_id INTEGER PRIMARY KEY,
  count INTEGER NOT NULL       -- those that no entry in attempt tells of
);`;

/** What version 3 brought: pages, and what was taken out of them. The migration from version 2 needs it, too. */
export const PAGE_TABLES = `
CREATE TABLE page (            -- the answer of a row that is ok, beyond its attempt
  row_id INTEGER PRIMARY KEY,
  sha256 BLOB,                 -- of the decoded body; null: not hashed
  etag TEXT,                   -- as received, for the next run
  last_modified TEXT,
  store INTEGER NOT NULL,      -- 0 not kept, 1 in the WARC file, 2 a file in the pages folder
  place INTEGER,               -- store 1: where the record's gzip member begins, in bytes
  length INTEGER,              -- store 1: of the member; store 2: of the file
  file TEXT                    -- store 2: path in the pages folder, with /
);
CREATE TABLE sample_page (     -- a few pages of the run, whatever is kept, to try columns on
  row_id INTEGER PRIMARY KEY,
  content_type TEXT,
  body BLOB NOT NULL           -- decoded, then gzip
);
CREATE TABLE field (           -- what the columns of the recipe found
  row_id INTEGER PRIMARY KEY,
  cells TEXT NOT NULL,         -- JSON array, one per column: text, null, or [text, as it stood on the page]
  missing INTEGER NOT NULL,    -- required columns without a value
  problem TEXT                 -- why nothing could be extracted
);
CREATE INDEX field_incomplete ON field (row_id) WHERE missing > 0 OR problem IS NOT NULL;
CREATE TABLE earlier (         -- what the run before this one had of the row
  row_id INTEGER PRIMARY KEY,
  code INTEGER NOT NULL,
  sha256 BLOB, etag TEXT, last_modified TEXT,
  cells TEXT                   -- as in field, for the same columns
);`;

export const SCHEMA = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE host (id INTEGER PRIMARY KEY, origin TEXT NOT NULL);
CREATE TABLE row (
  id INTEGER PRIMARY KEY,      -- 0, 1, 2 ... in the order of the list
  line INTEGER NOT NULL,       -- 1-based, as an editor or a spreadsheet counts
  url TEXT NOT NULL,           -- WHATWG serialisation
  host_id INTEGER NOT NULL,
  extra TEXT                   -- JSON array of the list's other cells
);
CREATE TABLE dropped_line (
  id INTEGER PRIMARY KEY,
  line INTEGER NOT NULL,
  text TEXT NOT NULL,
  reason TEXT,                 -- why it was rejected, or merged (null: merged by an older version)
  into_row INTEGER             -- set when merged
);
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY,
  row_id INTEGER NOT NULL,
  round INTEGER NOT NULL,      -- 0 for the first run, +1 for each "retry failed"
  code INTEGER NOT NULL,       -- number of the outcome code; the settlement's may be another
  started_at_ms INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,-- -1: not known (from an export without it)
  status INTEGER,
  bytes INTEGER NOT NULL,      -- decoded; -1: not known
  content_type TEXT,
  final_url TEXT,              -- null when it is the row's own
  hops TEXT,                   -- JSON array of [status, url]
  error TEXT,
  title TEXT,
  dns_ms INTEGER, connect_ms INTEGER, tls_ms INTEGER, first_byte_ms INTEGER, body_ms INTEGER,
  wait_ms INTEGER
);
CREATE INDEX attempt_by_row ON attempt (row_id);
CREATE TABLE settlement (
  row_id INTEGER PRIMARY KEY,
  code INTEGER NOT NULL,
  attempt_id INTEGER           -- null for a row that was skipped without being asked
);
${ROUND_TABLES}
${PAGE_TABLES}
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${SCHEMA_VERSION};
`;

/** Keys of the `meta` table. */
export const MetaKey = {
  Name: 'name',
  Options: 'options',
  Lines: 'lines',
  Rows: 'rows',
  Merged: 'merged',
  Rejected: 'rejected',
  UrlColumn: 'urlColumn',
  OtherColumns: 'otherColumns',
  /** JSON array of `{ name, firstDropped }`, by `dropped_line.id`; only when the list had several files. */
  ListFiles: 'listFiles',
  Bytes: 'bytes',
  ElapsedMs: 'elapsedMs',
  Round: 'round',
  /** What the names of `NAME.warc.gz` and `NAME.pages` begin with, beside the run file. */
  PagesStem: 'pagesStem',
  /** Name of the run file that this run repeats, beside it. */
  EarlierRun: 'earlierRun',
  /** JSON of a `SalvageReport`; only in a file that was made out of a damaged one. */
  Salvage: 'salvage',
} as const;
