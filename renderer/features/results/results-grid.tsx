/** The results as a grid over up to a million rows; only those in view exist as elements. */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useState } from 'react';
import { useModel, useResults, useSelection } from '../../state/use-app.ts';
import { pageHeight, ROW_PX, type VisibleRange } from '../../state/virtual-scroll.ts';
import { type TableLayout, useTableLayout } from './columns.tsx';
import { ResultsRow, rowElementId, SELECT_CELL } from './results-row.tsx';
import { SelectAllBox } from './select-all-box.tsx';
import { HEAD_PX, useVirtualRows } from './use-virtual-rows.ts';

export function ResultsGrid() {
  const { results, selection } = useModel();
  const count = useResults((state) => state.view?.count ?? 0);
  const isLoading = useResults((state) => state.isLoading);
  const openRowId = useResults((state) => state.openRowId);
  const topRevision = useResults((state) => state.topRevision);
  // Rows live outside the store; this says when to look at them again.
  useResults((state) => state.revision);
  useSelection((state) => state.ids);
  useSelection((state) => state.shown);
  const [active, setActive] = useState<number | null>(null);
  const layout = useTableLayout();

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

  /** A plain click opens the row; with a modifier, or on its box, it selects. */
  const onRowClick = useCallback(
    (index: number, event: MouseEvent) => {
      const isOnBox = event.target instanceof Element && event.target.closest(SELECT_CELL) !== null;
      if (event.shiftKey) {
        setActive(index);
        void selection.extendTo(index);
      } else if (isOnBox || event.ctrlKey || event.metaKey) {
        setActive(index);
        void selection.toggle(index);
      } else open(index);
    },
    [open, selection],
  );

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const next = nextActive(event.key, active, range, count, Math.floor(viewportPx / ROW_PX));
    if (next !== undefined) {
      setActive(next);
      reveal(next);
      const row = results.row(next);
      if (event.shiftKey) void selection.extendTo(next, active ?? next);
      // With the detail open the arrows walk through the details.
      else if (openRowId !== null && row !== undefined) results.openRow(row.rowId);
    } else if (event.key === 'Enter' && active !== null) open(active);
    else if (event.key === ' ' && active !== null) void selection.toggle(active);
    else if (event.key.toLowerCase() === 'a' && (event.ctrlKey || event.metaKey)) selection.selectShown();
    else if (event.key === 'Escape') {
      if (openRowId === null) selection.clear();
      else results.openRow(null);
    } else return;
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
      aria-colcount={layout.columns.length + 1}
      aria-multiselectable
      aria-busy={isLoading}
      aria-activedescendant={isActiveShown ? rowElementId(active) : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="relative min-h-0 flex-1 overflow-x-auto overflow-y-scroll rounded-b outline-none"
    >
      <Head layout={layout} />
      <div role="presentation" style={{ height: page, minWidth: layout.minWidthPx }}>
        <div
          role="presentation"
          className="sticky overflow-hidden"
          style={{ top: HEAD_PX, height: Math.min(viewportPx, page) }}
        >
          <div ref={layer} role="rowgroup" className="will-change-transform">
            {indexes.map((index) => {
              const row = results.row(index);
              return (
                <ResultsRow
                  key={index}
                  index={index}
                  row={row}
                  layout={layout}
                  isActive={index === active}
                  isOpen={row !== undefined && row.rowId === openRowId}
                  isSelected={row !== undefined && selection.isSelected(row.rowId)}
                  onClick={onRowClick}
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

function Head({ layout }: { readonly layout: TableLayout }) {
  const { results } = useModel();
  const sort = useResults((state) => state.sort);
  return (
    <div role="rowgroup" className="sticky top-0 z-10" style={{ minWidth: layout.minWidthPx }}>
      <div
        role="row"
        aria-rowindex={1}
        style={{ gridTemplateColumns: layout.template }}
        className="grid h-7 items-center border-b border-line bg-surface pr-2 text-12"
      >
        <SelectAllBox />
        {layout.columns.map(({ key, label, isNumber }) => {
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
                <span className="truncate">{label}</span>
                {isSorted && <Arrow aria-hidden className="size-3 shrink-0" />}
              </button>
            </div>
          );
        })}
      </div>
    </div>
  );
}
