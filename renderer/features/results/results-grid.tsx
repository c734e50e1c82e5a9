/** The results as a grid over up to a million rows; only those in view exist as elements. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, memo, useCallback, useEffect, useState } from 'react';
import type { ResultRow } from '../../../shared/rows.ts';
import { useModel, useResults } from '../../state/use-app.ts';
import { pageHeight, ROW_PX, type VisibleRange } from '../../state/virtual-scroll.ts';
import { COLUMNS, GRID_COLUMNS } from './columns.tsx';
import { HEAD_PX, useVirtualRows } from './use-virtual-rows.ts';

const rowElementId = (index: number) => `result-${index}`;

export function ResultsGrid() {
  const { results } = useModel();
  const count = useResults((state) => state.view?.count ?? 0);
  const isLoading = useResults((state) => state.isLoading);
  const openRowId = useResults((state) => state.openRowId);
  const topRevision = useResults((state) => state.topRevision);
  // Rows live outside the store; this says when to look at them again.
  useResults((state) => state.revision);
  const [active, setActive] = useState<number | null>(null);

  const onVisible = useCallback(
    ({ first, end }: VisibleRange, offset: number) => results.setVisible(first, end, offset),
    [results],
  );
  const { scroller, layer, range, viewportPx, reveal, toTop } = useVirtualRows(count, onVisible);

  useEffect(() => {
    toTop();
    setActive(null);
    // oxlint-disable-next-line react/exhaustive-deps -- only another question sends the table to its top
  }, [topRevision]);

  const open = useCallback(
    (index: number) => {
      setActive(index);
      const row = results.row(index);
      if (row !== undefined) results.openRow(row.rowId);
    },
    [results],
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const next = nextActive(event.key, active, range, count, Math.floor(viewportPx / ROW_PX));
    if (next !== undefined) {
      setActive(next);
      reveal(next);
      // With the detail open the arrows walk through the details.
      const row = results.row(next);
      if (openRowId !== null && row !== undefined) results.openRow(row.rowId);
    } else if (event.key === 'Enter' && active !== null) open(active);
    else if (event.key === 'Escape') results.openRow(null);
    else return;
    event.preventDefault();
  }

  const indexes = Array.from({ length: Math.max(0, range.end - range.first) }, (_, at) => range.first + at);
  // A row that was scrolled away has no element to point to.
  const isActiveShown = active !== null && active >= range.first && active < range.end;
  const page = pageHeight({ rowCount: count, viewportPx });
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label="Results"
      aria-rowcount={count + 1}
      aria-colcount={COLUMNS.length}
      aria-busy={isLoading}
      aria-activedescendant={isActiveShown ? rowElementId(active) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-x-hidden overflow-y-scroll rounded-b outline-offset-[-2px]"
    >
      <Head />
      <div role="presentation" style={{ height: page }}>
        <div
          role="presentation"
          className="sticky overflow-hidden"
          style={{ top: HEAD_PX, height: Math.min(viewportPx, page) }}
        >
          <div ref={layer} role="rowgroup" className="will-change-transform">
            {indexes.map((index) => {
              const row = results.row(index);
              return (
                <Row
                  key={index}
                  index={index}
                  row={row}
                  isActive={index === active}
                  isOpen={row !== undefined && row.rowId === openRowId}
                  onOpen={open}
                />
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}

function nextActive(
  key: string,
  active: number | null,
  range: VisibleRange,
  count: number,
  pageRows: number,
): number | undefined {
  if (count === 0) return undefined;
  const from = active ?? range.first - 1;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + pageRows,
    PageUp: from - pageRows,
    Home: 0,
    End: count - 1,
  };
  const next = moves[key];
  return next === undefined ? undefined : Math.min(count - 1, Math.max(0, next));
}

function Head() {
  const { results } = useModel();
  const sort = useResults((state) => state.sort);
  return (
    <div role="rowgroup" className="sticky top-0 z-10">
      <div
        role="row"
        aria-rowindex={1}
        className={`${GRID_COLUMNS} h-7 border-b border-line bg-surface pr-2 text-12`}
      >
        {COLUMNS.map(({ key, label, isNumber }) => {
          const isSorted = sort.column === key;
          const Arrow = sort.direction === 'asc' ? ArrowUp : ArrowDown;
          return (
            <div
              key={key}
              role="columnheader"
              aria-sort={isSorted ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
              className={isNumber ? 'text-right' : ''}
            >
              <button
                type="button"
                className={`inline-flex h-7 max-w-full items-center gap-1 rounded px-2 outline-offset-[-2px] hover:text-text ${isNumber ? 'flex-row-reverse' : ''} ${isSorted ? 'font-semibold' : 'text-muted'}`}
                onClick={() => results.sortBy(key)}
              >
                {label}
                {isSorted && <Arrow aria-hidden className="size-3" />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowProps {
  readonly index: number;
  readonly row: ResultRow | undefined;
  readonly isActive: boolean;
  readonly isOpen: boolean;
  onOpen(index: number): void;
}

const Row = memo(function Row({ index, row, isActive, isOpen, onOpen }: RowProps) {
  const look = isOpen ? 'bg-accent-soft' : isActive ? 'bg-hover' : 'hover:bg-hover';
  return (
    <div
      id={rowElementId(index)}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isOpen}
      onClick={() => onOpen(index)}
      className={`${GRID_COLUMNS} tabular h-7 border-b border-line pr-2 ${look} ${isActive ? 'shadow-[inset_2px_0_0_var(--c-accent)]' : ''}`}
    >
      {row === undefined ? (
        <div role="gridcell" aria-colspan={COLUMNS.length} className="col-span-full px-2">
          <div aria-label="Not read yet" className="h-2 w-1/3 rounded-full bg-sunken" />
        </div>
      ) : (
        COLUMNS.map((column) => (
          <div
            key={column.key}
            role="gridcell"
            title={
              column.key === 'url' ? row.url : column.key === 'outcome' ? (row.error ?? undefined) : undefined
            }
            className={`truncate px-2 ${column.isNumber ? 'text-right' : ''} ${column.key === 'line' ? 'text-muted' : ''}`}
          >
            {column.cell(row)}
          </div>
        ))
      )}
    </div>
  );
});
