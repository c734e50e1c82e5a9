/** A run file as a list: its addresses, with the columns that its own list had. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { APPLICATION_ID, MetaKey } from '../ledger/schema.ts';
import { openDatabase, sqliteError, type Database } from '../ledger/sqlite.ts';
import { parseCells, parseJson } from '../ledger/stored-json.ts';
import { PREVIEW_RECORDS } from '../../../shared/list-import.ts';
import { inspectionOf, type ListReader } from './list-reader.ts';

const ROWS_PER_READ = 500;

interface StoredRow {
  readonly id: number;
  readonly line: number;
  readonly url: string;
  readonly extra: string | null;
}

/** @throws AppError `UNSUPPORTED` for other databases, `RUN_FILE_DAMAGED`, `FILE_UNREADABLE` */
export function openRunAsList(path: string, fileName: string): ListReader {
  const database = openDatabase(path, { readOnly: true });
  let rowsRead = 0;
  try {
    assertRunFile(database, fileName);
    const columns = parseCells(metaOf(database, MetaKey.OtherColumns)) ?? [];
    const urlColumn = parseJson(metaOf(database, MetaKey.UrlColumn));
    const url = typeof urlColumn === 'string' ? urlColumn : 'url';
    const cells = ({ url: address, extra }: StoredRow) => [address, ...(parseCells(extra) ?? [])];
    return {
      inspection: inspectionOf(fileName, {
        kind: 'run',
        hasHeader: true,
        columns: [url, ...columns],
        urlColumn: 0,
        urlColumnBy: 'only',
        records: rowsAfter(database, -1, PREVIEW_RECORDS).map(cells),
      }),
      urlColumn: url,
      otherColumns: columns,
      // Of a database nobody knows; what matters is that it grows.
      get bytesRead() {
        return rowsRead;
      },
      async read(tally, pace) {
        try {
          for (let after = -1; ;) {
            const rows = rowsAfter(database, after, ROWS_PER_READ);
            for (const { line, url: address, extra } of rows)
              tally.take(line, address, columns.length === 0 ? null : parseCells(extra), () => address);
            rowsRead += rows.length;
            await pace.rest();
            if (rows.length < ROWS_PER_READ) return [];
            after = rows.at(-1)!.id;
          }
        } catch (error) {
          if (pace.signal?.aborted) throw error;
          throw sqliteError(error, path);
        }
      },
      close: async () => database.close(),
    };
  } catch (error) {
    database.close();
    throw sqliteError(error, path);
  }
}

function rowsAfter(database: Database, after: number, count: number): readonly StoredRow[] {
  const read = database.prepare('SELECT id, line, url, extra FROM row WHERE id > ? ORDER BY id LIMIT ?');
  // The columns are those of the SELECT.
  return read.all(after, count) as unknown as StoredRow[];
}

function metaOf(database: Database, key: string): string | null {
  const stored = database.prepare('SELECT value FROM meta WHERE key = ?').get(key);
  // The column is TEXT NOT NULL.
  return stored === undefined ? null : (stored as { value: string }).value;
}

function assertRunFile(database: Database, fileName: string): void {
  const application = Object.values(Object(database.prepare('PRAGMA application_id').get()))[0];
  if (application === APPLICATION_ID) return;
  throw new AppError(ErrorCode.Unsupported, `${fileName} is a database, not a list.`, {
    advice: 'Save the table with the addresses as CSV, and open that.',
  });
}
