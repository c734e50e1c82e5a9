/** A database with one table, `results`, and nothing else: not the run file, which is ours alone to lay out. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { isDiskFull, openDatabase } from '../ledger/sqlite.ts';
import { diskFullError, toWriteError } from './write-errors.ts';
import { isNumberText, type Cell, type CellType, type OpenTableWriter } from './table-writer.ts';

/** SQLite's own limit, unless it was built otherwise. */
const COLUMNS_MAX = 2000;
const DECLARED_TYPE: Readonly<Record<CellType, string>> = {
  text: 'TEXT',
  integer: 'INTEGER',
  number: 'REAL',
  boolean: 'BOOLEAN',
};

/** @throws AppError `UNSUPPORTED` for more columns than a table takes. */
export const sqliteWriter: OpenTableWriter = (file, columns) => {
  if (columns.length > COLUMNS_MAX)
    throw new AppError(ErrorCode.Unsupported, 'An SQLite table takes 2,000 columns at most.', {
      advice: 'Choose fewer columns, or another format.',
    });
  // Attached and detached again: only so is the file closed for certain before it is renamed, as
  // statements keep a connection open until they are collected.
  const database = openDatabase(':memory:');
  const guarded = <Value>(act: () => Value): Value => {
    try {
      return act();
    } catch (error) {
      throw isDiskFull(error) ? diskFullError(file.path, error) : toWriteError(error, file.path);
    }
  };
  const insert = guarded(() => {
    database.prepare('ATTACH ? AS export').run(file.temporaryPath);
    // Nobody sees the file before it is whole.
    database.exec('PRAGMA export.journal_mode = OFF; PRAGMA export.synchronous = OFF');
    const declared = columns.map(
      ({ name, type }) => `"${name.replaceAll('"', '""')}" ${DECLARED_TYPE[type]}`,
    );
    database.exec(`BEGIN; CREATE TABLE export.results (${declared.join(', ')})`);
    // The SQLite module ends a text at its first NUL; one that has some goes through as bytes.
    const values = columns.map(({ type }) => (type === 'text' ? 'CAST(? AS TEXT)' : '?'));
    return database.prepare(`INSERT INTO export.results VALUES (${values.join(', ')})`);
  });

  return {
    write: async (rows) =>
      guarded(() => {
        for (const row of rows) insert.run(...row.map((cell, index) => valueOf(cell, columns[index]!.type)));
      }),
    end: async () => guarded(() => database.exec('COMMIT; DETACH export')),
    remarks: () => [],
    dispose: async () => {
      for (const sql of ['ROLLBACK', 'DETACH export']) {
        try {
          database.exec(sql);
        } catch {
          // Done already.
        }
      }
      database.close();
    },
  };
};

function valueOf(cell: Cell, type: CellType): Cell | Buffer {
  if (type === 'text' && typeof cell === 'string' && cell.includes('\0')) return Buffer.from(cell);
  if (type === 'boolean' && (cell === 'true' || cell === 'false')) return cell === 'true' ? 1 : 0;
  if (type === 'number' && typeof cell === 'string' && isNumberText(cell)) return Number(cell);
  return cell;
}
