/** What became of every line that is no row of its own -> a CSV file, a page of lines at a time. */
import { MERGE_REASONS, REJECT_REASONS, type DroppedLine } from '../../../shared/list-import.ts';
import { csvWriter, excelCsvWriter } from '../export/csv-writer.ts';
import { exportTable } from '../export/export-table.ts';
import type { Cell } from '../export/table-writer.ts';

export const REPORT_COLUMNS = [
  'file',
  'line',
  'result',
  'reason',
  'code',
  'into_file',
  'into_line',
  'text',
] as const;

export interface ReportOptions {
  readonly lines: Iterable<DroppedLine>;
  /** Of the list; names its file when it is only one. */
  readonly listName: string;
  readonly path: string;
  /** For spreadsheets: a byte order mark, and no cell that would run as a formula. */
  readonly excel: boolean;
}

export interface ReportResult {
  readonly lines: number;
  readonly bytes: number;
}

const LINES_PER_BLOCK = 500;

/** @throws AppError as `exportTable`; whatever fails leaves no new file behind. */
export async function writeReport({ lines, listName, path, excel }: ReportOptions): Promise<ReportResult> {
  const { rows, bytes } = await exportTable({
    columns: REPORT_COLUMNS.map((name) => ({ name, type: NUMBERS.has(name) ? 'integer' : 'text' })),
    blocks: blocksOf(lines, listName),
    path,
    openWriter: excel ? excelCsvWriter : csvWriter,
  });
  return { lines: rows, bytes };
}

const NUMBERS: ReadonlySet<string> = new Set(['line', 'into_line']);

function* blocksOf(lines: Iterable<DroppedLine>, listName: string): Generator<Cell[][]> {
  let block: Cell[][] = [];
  for (const line of lines) {
    block.push(cellsOf(line, listName));
    if (block.length < LINES_PER_BLOCK) continue;
    yield block;
    block = [];
  }
  if (block.length > 0) yield block;
}

function cellsOf(line: DroppedLine, listName: string): Cell[] {
  const file = line.file ?? listName;
  const isMerged = line.kind === 'merged';
  return [
    file,
    line.line,
    line.kind,
    isMerged ? mergedWords(line) : line.reason === null ? '' : REJECT_REASONS[line.reason],
    (isMerged ? line.mergeReason : line.reason) ?? '',
    isMerged ? (line.intoFile ?? file) : '',
    line.intoLine ?? '',
    line.text,
  ];
}

function mergedWords({ mergeReason }: DroppedLine): string {
  return mergeReason === null ? MERGE_REASONS.same_address : MERGE_REASONS[mergeReason];
}
