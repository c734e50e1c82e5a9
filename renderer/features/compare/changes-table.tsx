/** The rows of a comparison as a table of any length; only those in view exist as elements. */
import { memo, useCallback, useEffect } from 'react';
import { CHANGE_NAMES, type ChangeKind, type ComparedRow } from '../../../shared/comparison.ts';
import { useCompare, useModel } from '../../state/use-app.ts';
import { pageHeight, ROW_PX, type VisibleRange } from '../../state/virtual-scroll.ts';
import { HEAD_PX, useVirtualRows } from '../results/use-virtual-rows.ts';
import { ChangeIcon } from './change-icon.tsx';

const COLUMNS = 'grid-cols-[132px_72px_minmax(0,2fr)_minmax(0,3fr)]';

export function ChangesTable() {
  const { compare } = useModel();
  const count = useCompare((state) => state.count ?? 0);
  const topRevision = useCompare((state) => state.topRevision);
  // Rows live outside the store; this says when to look at them again.
  useCompare((state) => state.revision);
  const onVisible = useCallback(({ first, end }: VisibleRange) => compare.setVisible(first, end), [compare]);
  const { scroller, layer, range, viewportPx, toTop } = useVirtualRows(count, onVisible);

  useEffect(() => {
    toTop();
    // oxlint-disable-next-line react/exhaustive-deps -- only another filter sends the table to its top
  }, [topRevision]);

  const page = pageHeight({ rowCount: count, viewportPx });
  const indexes = Array.from({ length: Math.max(0, range.end - range.first) }, (_, at) => range.first + at);
  return (
    <div
      ref={scroller}
      role="table"
      aria-label="Changes"
      aria-rowcount={count + 1}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled with the keys
      tabIndex={0}
      className="relative min-h-0 min-w-0 flex-1 overflow-x-hidden overflow-y-scroll outline-offset-[-2px]"
    >
      <div role="rowgroup" className="sticky top-0 z-10">
        <div
          role="row"
          aria-rowindex={1}
          className={`grid h-7 items-center border-b border-line bg-surface pr-2 text-12 text-muted ${COLUMNS}`}
        >
          <div role="columnheader" className="pl-4">
            change
          </div>
          <div role="columnheader" className="px-2 text-right">
            line
          </div>
          <div role="columnheader" className="px-2">
            url
          </div>
          <div role="columnheader" className="px-2">
            from what to what
          </div>
        </div>
      </div>
      <div role="presentation" style={{ height: page }}>
        <div
          role="presentation"
          className="sticky overflow-hidden"
          style={{ top: HEAD_PX, height: Math.min(viewportPx, page) }}
        >
          <div ref={layer} role="rowgroup" className="will-change-transform">
            {indexes.map((index) => (
              <Row key={index} index={index} row={compare.row(index)} />
            ))}
          </div>
        </div>
      </div>
    </div>
  );
}

const Row = memo(function Row({
  index,
  row,
}: {
  readonly index: number;
  readonly row: ComparedRow | undefined;
}) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`grid items-center border-b border-line pr-2 hover:bg-hover ${COLUMNS}`}
      style={{ height: ROW_PX }}
    >
      {row === undefined ? (
        <div role="cell" className="col-span-full px-4">
          <div aria-label="Not read yet" role="img" className="h-2 w-1/3 rounded-full bg-sunken" />
        </div>
      ) : (
        <Cells row={row} />
      )}
    </div>
  );
});

function Cells({ row }: { readonly row: ComparedRow }) {
  return (
    <>
      <div role="cell" className="flex min-w-0 items-center gap-2 pl-4">
        <ChangeIcon kind={row.kind} />
        <span className={`truncate ${TONE[row.kind]}`}>{CHANGE_NAMES[row.kind]}</span>
      </div>
      <div role="cell" className="tabular truncate px-2 text-right">
        {(row.lineAfter ?? row.lineBefore)?.toLocaleString('en')}
      </div>
      <div role="cell" className="selectable truncate px-2" title={row.url}>
        {row.url}
      </div>
      <div role="cell" className="selectable truncate px-2">
        {row.changes.length > 0 ? <Changes row={row} /> : <span className="text-muted">{wordsOf(row)}</span>}
      </div>
    </>
  );
}

function Changes({ row: { changes } }: { readonly row: ComparedRow }) {
  const title = changes
    .map(({ column, from, to }) => `${column}: ${from ?? 'nothing'} → ${to ?? 'nothing'}`)
    .join('\n');
  return (
    <span title={title}>
      {changes.map(({ column, from, to }, index) => (
        <span key={column}>
          {index > 0 && ', '}
          <span className="text-muted">{column}</span> {from ?? <Nothing />}
          <span aria-label="became" role="img" className="text-muted">
            {' → '}
          </span>
          <b className="font-semibold">{to ?? <Nothing />}</b>
        </span>
      ))}
    </span>
  );
}

function Nothing() {
  return <span className="text-muted italic">nothing</span>;
}

const TONE: Readonly<Record<ChangeKind, string>> = {
  new: 'text-ok',
  gone: 'text-failed',
  changed: 'font-medium',
  content: '',
  same: 'text-muted',
  unknown: 'text-muted',
};

/** Why it is of its kind, where no value says so. */
function wordsOf({ kind, lineBefore, lineAfter, outcomeBefore, outcomeAfter }: ComparedRow): string {
  switch (kind) {
    case 'new':
      return lineBefore === null ? 'Only in this list' : 'Was not found before';
    case 'gone':
      return lineAfter === null ? 'Not in this list any more' : 'Not found any more';
    case 'changed':
    case 'content':
      return 'The page has other content';
    case 'same':
      return '';
    case 'unknown':
      if (outcomeAfter === null) return 'Not fetched yet';
      if (outcomeAfter !== 'ok') return `Failed now: ${outcomeAfter}`;
      if (outcomeBefore !== 'ok') return `Was not fetched before: ${outcomeBefore ?? 'pending'}`;
      return 'Neither columns nor a hash of the page to compare';
  }
}
