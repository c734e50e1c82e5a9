/** Pages of the sample by columns. One cell is in the order of the tab key; arrows go to the others. */
import { CircleDashed, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef } from 'react';
import { formatCount } from '../../../shared/format.ts';
import type { TriedCell, TriedPage } from '../../../shared/recipe-work.ts';
import type { Trial } from '../../state/columns-state.ts';
import { useColumns } from '../../state/use-app.ts';
import { shortAddress } from './column-words.ts';
import { partsOf } from './proposals.tsx';

export interface CellPlace {
  readonly rowId: number;
  /** `null` is the page itself. */
  readonly key: number | null;
}

interface Props {
  readonly trial: Trial;
  /** Those of the trial that are shown. */
  readonly pages: readonly TriedPage[];
  readonly place: CellPlace | null;
  onPlace(place: CellPlace): void;
}

const STEPS: Readonly<Record<string, readonly [row: number, column: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export function TrialTable({ trial, pages, place, onPlace }: Props) {
  const table = useRef<HTMLTableElement>(null);
  const items = useColumns((state) => state.draft.columns);
  const columns = useMemo(() => new Map(items.map(({ key, column }) => [key, column])), [items]);
  const shown = trial.keys.flatMap((key, index) => {
    const column = columns.get(key);
    return column === undefined ? [] : [{ key, index, column }];
  });
  const keys = [null, ...shown.map(({ key }) => key)];
  const isPlaceShown =
    place !== null && keys.includes(place.key) && pages.some(({ rowId }) => rowId === place.rowId);
  const current = isPlaceShown ? place : { rowId: pages[0]?.rowId ?? -1, key: null };
  const isCurrent = (rowId: number, key: number | null) => current.rowId === rowId && current.key === key;

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const row = clamped(pages.findIndex(({ rowId }) => rowId === current.rowId) + step[0], pages.length);
    const column = clamped(keys.indexOf(current.key) + step[1], keys.length);
    const page = pages[row];
    if (page === undefined) return;
    onPlace({ rowId: page.rowId, key: keys[column] ?? null });
    table.current?.rows[row + 1]?.cells[column]?.querySelector('button')?.focus();
  }

  return (
    <div className="min-h-0 flex-1 overflow-auto">
      <table
        ref={table}
        role="grid"
        aria-label="Tried on the sample"
        className="border-separate border-spacing-0"
      >
        <thead>
          <tr className="h-11">
            <th
              scope="col"
              className="sticky top-0 left-0 z-20 w-44 min-w-44 border-b border-line bg-surface pl-3 text-left text-12 font-normal text-muted"
            >
              page
            </th>
            {shown.map(({ key, index, column }) => (
              <th
                key={key}
                scope="col"
                className="sticky top-0 z-10 max-w-52 min-w-32 border-b border-line bg-surface px-2 text-left font-medium"
              >
                <span className="block truncate">{column.name}</span>
                <HitCount pages={trial.pages} index={index} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={onKeyDown}>
          {pages.map(({ rowId, url, cells, problem }) => (
            <tr key={rowId} className="group h-7">
              <th
                scope="row"
                className="sticky left-0 z-10 w-44 max-w-44 border-b border-line bg-surface p-0 font-normal group-hover:bg-hover"
              >
                <button
                  type="button"
                  tabIndex={isCurrent(rowId, null) ? 0 : -1}
                  title={problem ?? url}
                  aria-pressed={place !== null && isCurrent(rowId, null)}
                  onClick={() => onPlace({ rowId, key: null })}
                  className="block h-7 w-full truncate pr-2 pl-3 text-left text-12 text-muted outline-offset-[-2px] aria-pressed:bg-accent-soft aria-pressed:text-text"
                >
                  {shortAddress(url)}
                </button>
              </th>
              {shown.map(({ key, index, column }) => (
                <td key={key} className="max-w-52 border-b border-line p-0 group-hover:bg-hover">
                  <button
                    type="button"
                    tabIndex={isCurrent(rowId, key) ? 0 : -1}
                    aria-pressed={place !== null && isCurrent(rowId, key)}
                    onClick={() => onPlace({ rowId, key })}
                    className="flex h-7 w-full items-center gap-1.5 px-2 text-left outline-offset-[-2px] aria-pressed:bg-accent-soft"
                  >
                    <Cell cell={cells[index]} isRequired={column.isRequired && column.fallback === null} />
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {pages.length === 0 && (
        <p className="p-6 text-center text-muted">Every column was found on every page.</p>
      )}
    </div>
  );
}

function clamped(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

function HitCount({ pages, index }: { readonly pages: readonly TriedPage[]; readonly index: number }) {
  const found = pages.filter(({ cells }) => cells[index]?.isMissing === false).length;
  return (
    <span className={`tabular block text-12 font-normal ${found === 0 ? 'text-failed' : 'text-muted'}`}>
      {found === 0
        ? `none of ${formatCount(pages.length)}`
        : `${formatCount(found)} of ${formatCount(pages.length)}`}
    </span>
  );
}

interface CellProps {
  readonly cell: TriedCell | undefined;
  readonly isRequired: boolean;
}

function Cell({ cell, isRequired }: CellProps) {
  if (cell === undefined) return null;
  const { value, original } = partsOf(cell.cell);
  if (cell.isMissing) {
    const Icon = cell.problem === null ? CircleDashed : TriangleAlert;
    return (
      <span
        title={cell.problem ?? undefined}
        className={`flex min-w-0 items-center gap-1.5 text-12 ${isRequired ? 'text-failed' : 'text-muted'}`}
      >
        <Icon aria-hidden className="size-3.5 shrink-0" />
        {cell.problem !== null ? 'problem' : cell.hits > 0 ? 'not of this type' : 'missing'}
        {value !== '' && <span className="truncate">, so {value}</span>}
      </span>
    );
  }
  return (
    <>
      <span className="min-w-0 truncate" title={value}>
        <bdi>{value}</bdi>
      </span>
      {original !== null && (
        <span className="min-w-0 shrink-[2] truncate text-12 text-muted" title={`On the page: ${original}`}>
          <bdi>{original}</bdi>
        </span>
      )}
    </>
  );
}
