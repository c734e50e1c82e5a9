/** The columns of the results table: what they are called, how wide they are, what a cell shows. */
import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { ResultRow, RowSortColumn } from '../../../shared/rows.ts';
import { PART_SHAPE, PART_TEXT, partOf } from '../../ui/outcome.ts';

export interface Column {
  readonly key: RowSortColumn;
  readonly label: string;
  readonly isNumber: boolean;
  cell(row: ResultRow): ReactNode;
}

/** One template for the head and every row, so that they line up; the first is for the selection. */
export const GRID_COLUMNS =
  'grid grid-cols-[36px_64px_minmax(0,1fr)_64px_minmax(150px,22%)_84px_76px_80px] items-center';

export const COLUMNS: readonly Column[] = [
  { key: 'line', label: 'line', isNumber: true, cell: (row) => formatCount(row.line) },
  { key: 'url', label: 'url', isNumber: false, cell: (row) => row.url },
  { key: 'status', label: 'status', isNumber: true, cell: (row) => row.status ?? '' },
  { key: 'outcome', label: 'outcome', isNumber: false, cell: outcomeCell },
  {
    key: 'bytes',
    label: 'bytes',
    isNumber: true,
    cell: (row) => (row.bytes === null ? '' : formatBytes(row.bytes)),
  },
  {
    key: 'durationMs',
    label: 'ms',
    isNumber: true,
    cell: (row) => (row.durationMs === null ? '' : formatCount(row.durationMs)),
  },
  {
    key: 'attempts',
    label: 'attempts',
    isNumber: true,
    cell: (row) => (row.attempts === 0 ? '' : row.attempts),
  },
];

function outcomeCell(row: ResultRow): ReactNode {
  const part = partOf(row.outcome);
  return (
    <>
      <span aria-hidden className={`mr-1.5 text-12 ${PART_TEXT[part]}`}>
        {PART_SHAPE[part]}
      </span>
      <span className={part === 'failed' ? 'text-failed' : part === 'pending' ? 'text-muted' : ''}>
        {outcomeWords(row)}
      </span>
    </>
  );
}

function outcomeWords({ outcome, lastCode }: ResultRow): string {
  if (outcome === 'ok') return 'ok';
  if (outcome !== null) return OUTCOMES[outcome].cause;
  return lastCode === null ? 'pending' : `again soon: ${OUTCOMES[lastCode].cause.toLowerCase()}`;
}
