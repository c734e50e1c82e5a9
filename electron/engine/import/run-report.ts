/** The report of a run that is open: on a connection of its own, because the run's belongs to its writer. */
import { basename } from 'node:path';
import { eachDropped } from '../ledger/dropped-lines.ts';
import { MetaKey } from '../ledger/schema.ts';
import { openDatabase, sqliteError } from '../ledger/sqlite.ts';
import { writeReport, type ReportResult } from './import-report.ts';

/** @throws AppError as {@link writeReport}, and `RUN_FILE_DAMAGED` */
export async function reportOfRun(runPath: string, path: string, excel: boolean): Promise<ReportResult> {
  const database = openDatabase(runPath, { readOnly: true });
  try {
    const name = database.prepare('SELECT value FROM meta WHERE key = ?').get(MetaKey.Name);
    const listName = name === undefined ? basename(runPath) : (name as { value: string }).value;
    return await writeReport({ lines: eachDropped(database), listName, path, excel });
  } catch (error) {
    throw sqliteError(error, runPath);
  } finally {
    database.close();
  }
}
