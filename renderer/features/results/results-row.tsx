/** One row of the results. Drawn again only when it changed, was selected or became the active one. */
import { memo, type MouseEvent } from 'react';
import type { ResultRow } from '../../../shared/rows.ts';
import type { Column, TableLayout } from './columns.tsx';
import { TickBox } from './tick-box.tsx';

export const rowElementId = (index: number) => `result-${index}`;
/** The cell whose click selects instead of opening. */
export const SELECT_CELL = '[data-select]';

interface Props {
  readonly index: number;
  readonly row: ResultRow | undefined;
  readonly layout: TableLayout;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  onClick(index: number, event: MouseEvent): void;
}

export const ResultsRow = memo(function Row({
  index,
  row,
  layout,
  isActive,
  isOpen,
  isSelected,
  onClick,
}: Props) {
  const look = isOpen || isSelected ? 'bg-accent-soft' : isActive ? 'bg-hover' : 'hover:bg-hover';
  return (
    <div
      id={rowElementId(index)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-current={isOpen || undefined}
      onClick={(event) => onClick(index, event)}
      style={{ gridTemplateColumns: layout.template }}
      className={`tabular group grid items-center h-7 border-b border-line pr-2 ${look} ${isActive ? 'shadow-[inset_2px_0_0_var(--c-accent)]' : ''}`}
    >
      <div role="gridcell" data-select="" className="grid h-full place-items-center">
        {row !== undefined && <TickBox isTicked={isSelected} />}
      </div>
      {row === undefined ? (
        <div role="gridcell" aria-colspan={layout.columns.length} className="col-[2/-1] px-2">
          <div aria-label="Not read yet" className="h-2 w-1/3 rounded-full bg-sunken" />
        </div>
      ) : (
        layout.columns.map((column) => (
          <div
            key={column.key}
            role="gridcell"
            title={titleOf(column, row)}
            className={`truncate px-2 ${column.isNumber ? 'text-right' : ''} ${column.key === 'line' ? 'text-muted' : ''}`}
          >
            {column.cell(row)}
          </div>
        ))
      )}
    </div>
  );
});

/** Only drawn: the row itself says whether it is selected, and takes the keys. */

/** What may be cut off, or says more. */
function titleOf({ key, cell }: Column, row: ResultRow): string | undefined {
  if (key === 'url') return row.url;
  if (key === 'outcome') return row.error ?? undefined;
  const shown = key.includes(':') ? cell(row) : undefined;
  return typeof shown === 'string' && shown !== '' ? shown : undefined;
}
