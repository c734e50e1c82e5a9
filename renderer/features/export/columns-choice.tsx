/** The columns: ticked or not, and in the order in which they are written. */
import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from 'react';
import { formatCount } from '../../../shared/format.ts';
import type { ColumnChoice } from '../../state/export-columns.ts';
import { useExport, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

/** As the height of the rows below. */
const ROW_PX = 28;
/** Closer than this to the edge of the list, dragging scrolls it. */
const EDGE_PX = 20;

const KIND_WORDS: Readonly<Record<ColumnChoice['kind'], string>> = {
  result: '',
  list: 'from the list',
  field: 'from the page',
  original: 'from the page',
};

export function ColumnsChoice() {
  const { exporting } = useModel();
  const columns = useExport((state) => state.columns);
  const available = useExport((state) => state.available);
  const hasOriginals = useExport((state) => state.hasOriginals);
  const reading = available === null ? 'Reading the columns' : '';
  const chosenCount = columns.filter(({ isChosen }) => isChosen).length;
  const hintId = useId();
  const [moved, setMoved] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<string | null>(null);

  function move(from: number, to: number): void {
    const column = columns[from];
    if (column === undefined || to < 0 || to >= columns.length || to === from) return;
    exporting.move(from, to);
    setMoved(`${column.name} is now ${to + 1} of ${columns.length}`);
  }

  function onKeyDown(event: KeyboardEvent, index: number): void {
    const to = event.key === 'ArrowUp' ? index - 1 : event.key === 'ArrowDown' ? index + 1 : null;
    if (to === null) return;
    event.preventDefault();
    move(index, to);
  }

  function onPointerMove(event: PointerEvent): void {
    const box = list.current;
    if (box === null || dragged === null) return;
    const { top, bottom } = box.getBoundingClientRect();
    if (event.clientY < top + EDGE_PX) box.scrollTop -= ROW_PX / 2;
    else if (event.clientY > bottom - EDGE_PX) box.scrollTop += ROW_PX / 2;
    const from = columns.findIndex(({ name }) => name === dragged);
    move(from, Math.floor((event.clientY - top + box.scrollTop) / ROW_PX));
  }

  return (
    <fieldset className="flex min-h-0 min-w-0 flex-col">
      <legend className="sr-only">Columns</legend>
      <div className="flex items-center gap-1 pl-2">
        <span aria-hidden className="font-semibold">
          Columns
        </span>
        <span className="tabular ml-2 text-12 text-muted" role="status">
          {available === null ? 'reading' : `${formatCount(chosenCount)} of ${formatCount(columns.length)}`}
        </span>
        <span className="ml-auto flex">
          <Button
            look="quiet"
            isSmall
            className="px-2"
            disabledReason={reading}
            onClick={() => exporting.setAllChosen(true)}
          >
            All
          </Button>
          <Button
            look="quiet"
            isSmall
            className="px-2"
            disabledReason={reading}
            onClick={() => exporting.setAllChosen(false)}
          >
            None
          </Button>
          <Button
            look="quiet"
            isSmall
            className="px-2"
            disabledReason={reading}
            onClick={exporting.resetColumns}
          >
            Usual order
          </Button>
        </span>
      </div>
      <ul
        ref={list}
        aria-label="Columns"
        onPointerMove={onPointerMove}
        onLostPointerCapture={() => setDragged(null)}
        className="h-[232px] overflow-y-auto rounded border border-line bg-sunken"
      >
        {columns.map(({ name, kind, isChosen }, index) => (
          <li
            key={name}
            className={`flex h-7 items-center gap-1 pr-2 ${dragged === name ? 'bg-accent-soft' : 'hover:bg-hover'}`}
          >
            <button
              type="button"
              aria-label={`Move ${name}`}
              aria-describedby={hintId}
              title="Drag, or press the arrow keys"
              className="grid h-7 w-6 shrink-0 cursor-grab touch-none place-items-center text-muted outline-offset-[-2px] active:cursor-grabbing"
              onKeyDown={(event) => onKeyDown(event, index)}
              onPointerDown={(event) => {
                // Not to the handle: it is taken out and put back when its column moves.
                list.current?.setPointerCapture(event.pointerId);
                setDragged(name);
              }}
            >
              <GripVertical aria-hidden className="size-3.5" />
            </button>
            <label className="flex min-w-0 flex-1 items-center gap-2">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent"
                aria-label={name}
                checked={isChosen}
                onChange={(event) => exporting.setChosen(name, event.currentTarget.checked)}
              />
              <span className={`min-w-0 truncate ${isChosen ? '' : 'text-muted'}`}>{name}</span>
              <span className="ml-auto shrink-0 text-12 text-muted">{KIND_WORDS[kind]}</span>
            </label>
          </li>
        ))}
      </ul>
      <p id={hintId} className="sr-only">
        Drag, or press the arrow keys
      </p>
      <p aria-live="polite" className="sr-only">
        {moved}
      </p>
      {columns.some(({ kind }) => kind === 'field') && (
        <label className="mt-1 flex h-8 items-center gap-2.5 px-2">
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={hasOriginals}
            onChange={(event) => exporting.setOriginals(event.currentTarget.checked)}
          />
          <span className="min-w-0 truncate">
            Also as it stood on the page <span className="text-muted">(NAME_original)</span>
          </span>
        </label>
      )}
    </fieldset>
  );
}
