/** A comparison as a table in any format: one row per address, and every shared column before and after. */
import type { ExportResult } from '../../../shared/export.ts';
import { exportTable, TABLE_WRITERS } from '../export/export-table.ts';
import type { Cell, TableColumn } from '../export/table-writer.ts';
import type { ComparedPair, Comparison } from './comparison.ts';
import type { ComparisonExport } from './comparison-service.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'url', type: 'text' },
  { name: 'change', type: 'text' },
  { name: 'line_before', type: 'integer' },
  { name: 'line_after', type: 'integer' },
  { name: 'outcome_before', type: 'text' },
  { name: 'outcome_after', type: 'text' },
  { name: 'content_changed', type: 'boolean' },
];

/** @throws AppError as `exportTable` */
export async function exportComparison(
  comparison: Comparison,
  { path, format, filter, onProgress, signal }: ComparisonExport,
): Promise<ExportResult> {
  const rowsTotal = comparison.count(filter);
  onProgress(0, rowsTotal);
  const { rows, bytes, remarks } = await exportTable({
    // A list of addresses has no other column.
    columns: format === 'urls' ? COLUMNS.slice(0, 1) : [...COLUMNS, ...valueColumns(comparison.columnNames)],
    blocks: cellBlocks(comparison, filter, format === 'urls' ? 1 : Infinity),
    path,
    openWriter: TABLE_WRITERS[format],
    onProgress: (rowsDone) => onProgress(rowsDone, rowsTotal),
    signal,
  });
  return { path, rows, bytes, remarks };
}

function valueColumns(names: readonly string[]): TableColumn[] {
  const taken = new Set(COLUMNS.map(({ name }) => name));
  const unique = (wanted: string): string => {
    let name = wanted;
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}_${number}`;
    taken.add(name.toLowerCase());
    return name;
  };
  return names.flatMap((name) => [
    { name: unique(`${name}_before`), type: 'text' as const },
    { name: unique(`${name}_after`), type: 'text' as const },
  ]);
}

function* cellBlocks(
  comparison: Comparison,
  filter: ComparisonExport['filter'],
  width: number,
): Generator<Cell[][]> {
  for (const pairs of comparison.blocks(filter)) yield pairs.map((pair) => cellsOf(pair).slice(0, width));
}

function cellsOf({ row, values }: ComparedPair): Cell[] {
  return [
    row.url,
    row.kind,
    row.lineBefore,
    row.lineAfter,
    outcomeText(row.lineBefore, row.outcomeBefore),
    outcomeText(row.lineAfter, row.outcomeAfter),
    row.isContentChanged === null ? null : String(row.isContentChanged),
    ...values,
  ];
}

/** As in every export; nothing when the run has no such address. */
function outcomeText(line: number | null, outcome: string | null): string | null {
  return line === null ? null : (outcome ?? 'pending');
}
