/** The columns of the results table: what they are called, how wide they are, what a cell shows. */
import { type ReactNode, useMemo } from 'react';
import { formatBytes, formatCount } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { ResultRow, RowSort } from '../../../shared/rows.ts';
import { useRun } from '../../state/use-app.ts';
import { PART_SHAPE, PART_TEXT, partOf } from '../../ui/outcome.ts';

export interface Column {
  readonly key: RowSort['column'];
  readonly label: string;
  readonly isNumber: boolean;
  cell(row: ResultRow): ReactNode;
}

/** The first is for the selection; what a page was asked for stands behind them. */
const TEMPLATE = '36px 64px minmax(0, 1fr) 64px minmax(150px, 22%) 84px 76px 80px';
/** With more columns the address is no longer what gives way: the table scrolls. */
const WIDE_TEMPLATE = '36px 64px minmax(240px, 1fr) 64px 170px 84px 76px 80px';
const WIDE_PX = 36 + 64 + 240 + 64 + 170 + 84 + 76 + 80;
const FIELD_PX = 140;

export interface TableLayout {
  readonly columns: readonly Column[];
  /** One template for the head and every row, so that they line up. */
  readonly template: string;
  /** 0: as wide as the window. */
  readonly minWidthPx: number;
}

const RESULT_COLUMNS: readonly Column[] = [
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

/** The columns of every run, then one for each of the recipe. */
export function useTableLayout(): TableLayout {
  const recipe = useRun((state) => state.run?.options.recipe ?? null);
  return useMemo(() => layoutFor(recipe), [recipe]);
}

function layoutFor(recipe: Recipe | null): TableLayout {
  const fields = (recipe?.columns ?? []).map(({ name, type }, index): Column => {
    const isNumber = type === 'number' || type === 'price';
    return {
      key: `${isNumber ? 'number' : 'text'}:${index}`,
      label: name,
      isNumber,
      cell: ({ fields: found }) => found[index] ?? '',
    };
  });
  if (fields.length === 0) return { columns: RESULT_COLUMNS, template: TEMPLATE, minWidthPx: 0 };
  return {
    columns: [...RESULT_COLUMNS, ...fields],
    template: `${WIDE_TEMPLATE} repeat(${fields.length}, ${FIELD_PX}px)`,
    minWidthPx: WIDE_PX + fields.length * FIELD_PX,
  };
}

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
