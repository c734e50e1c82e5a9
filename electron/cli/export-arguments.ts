/** What the command line says about exports: formats by ending, rows, columns. */
import { AppError } from '../../shared/errors.ts';
import {
  EXPORT_FORMAT_INFO,
  type ExportFormat,
  type ExportOptions,
  type ExportRows,
  type TableFormat,
} from '../../shared/export.ts';
import { isOutcomeCode, OUTCOME_CODES } from '../../shared/outcome-codes.ts';
import type { RowOutcomeFilter } from '../../shared/rows.ts';
import { exportFormatOf } from '../engine/export/export-format.ts';
import type { GivenOptions } from './given-options.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

const STATES: readonly RowOutcomeFilter[] = ['all', 'ok', 'failed', 'skipped', 'pending', 'incomplete'];

/** @returns `file`. @throws {UsageError} For an ending that names no format. */
export function exportPath(option: string, file: string): string {
  try {
    exportFormatOf(file);
    return file;
  } catch (error) {
    if (error instanceof AppError)
      throw new UsageError(`--${option} ${file}: ${error.message}`, error.advice);
    throw error;
  }
}

/** For what is a table and has no pages. @throws {UsageError} */
export function tableFormatOf(file: string): TableFormat {
  const format = exportFormatOf(exportPath('export', file));
  if (format !== 'warc') return format;
  throw new UsageError(`--export ${file}: only a run has pages to write.`, 'Use gleaner export for it.');
}

/** An export at the end of a run: everything, or of a list of addresses those that failed. */
export function wholeExport(file: string): ExportOptions {
  const format = exportFormatOf(file);
  return { format, rows: defaultRows(format), columns: null, hasOriginals: false };
}

/** @param file with a known ending. @throws {UsageError} */
export function exportOptions(file: string, given: GivenOptions): ExportOptions {
  const byEnding = exportFormatOf(file);
  if (given.has('excel') && byEnding !== 'csv')
    throw new UsageError('--excel is for .csv files.', 'An .xlsx file needs no option for Excel.');
  const format = given.has('excel') ? 'csv-excel' : byEnding;
  const only = given.one('only');
  const columns = given.one('columns');
  const hasOriginals = given.has('originals');
  if (!EXPORT_FORMAT_INFO[format].hasColumns && (columns !== undefined || hasOriginals))
    throw new UsageError(`${file} has no columns: --columns and --originals are for other formats.`);
  return {
    format,
    rows: only === undefined ? defaultRows(format) : rowsNamed(only),
    columns: columns === undefined ? null : columnNames(columns),
    hasOriginals,
  };
}

function defaultRows(format: ExportFormat): ExportRows {
  return rowsNamed(format === 'urls' ? 'failed' : 'all');
}

function rowsNamed(which: string): ExportRows {
  const state = STATES.find((one) => one === which);
  if (state !== undefined) return { kind: 'filter', filter: { outcome: state, code: null, search: '' } };
  if (isOutcomeCode(which)) return { kind: 'filter', filter: { outcome: 'all', code: which, search: '' } };
  throw new UsageError(
    `--only must be ok, failed, skipped, pending, incomplete or one code, not "${which}".`,
    didYouMean(which, [...STATES, ...OUTCOME_CODES]),
  );
}

/** Names in double quotes may have commas in them. Which names there are is known when the run is open. */
function columnNames(text: string): readonly string[] {
  const names = [...text.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/gu)]
    .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain?.trim() ?? '')
    .filter((name) => name !== '');
  if (names.length === 0)
    throw new UsageError('--columns needs names of columns.', 'For example: --columns url,title');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new UsageError(`--columns names "${twice}" twice.`);
  return names;
}
