/** A list whose items are moved with their handles: dragged, or with the arrow keys. */
import { GripVertical } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from 'react';

const ROW_HEIGHTS = { 28: 'h-7', 32: 'h-8' } as const;
/** Closer than this to the edge of the list, dragging scrolls it. */
const EDGE_PX = 20;
const HINT = 'Drag, or press the arrow keys';

interface ReorderableListProps<Item> {
  /** For screen readers, as all names. */
  readonly label: string;
  readonly items: readonly Item[];
  keyOf(item: Item): string | number;
  nameOf(item: Item): string;
  readonly rowPx: keyof typeof ROW_HEIGHTS;
  readonly className: string;
  rowClassName(item: Item, isDragged: boolean): string;
  onMove(from: number, to: number): void;
  /** What stands behind the handle. `move` says aloud where the item is then; nothing happens beyond the ends. */
  children(item: Item, index: number, move: (from: number, to: number) => void): ReactNode;
}

export function ReorderableList<Item>(props: ReorderableListProps<Item>) {
  const { items, keyOf, nameOf, rowPx } = props;
  const hintId = useId();
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<string | number | null>(null);
  const [said, setSaid] = useState('');

  function move(from: number, to: number): void {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length || from === to) return;
    props.onMove(from, to);
    setSaid(`${nameOf(item)} is now ${to + 1} of ${items.length}`);
  }

  function onKeyDown(event: KeyboardEvent, index: number): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    move(index, event.key === 'ArrowUp' ? index - 1 : index + 1);
  }

  function onPointerMove(event: PointerEvent): void {
    const box = list.current;
    if (box === null || dragged === null) return;
    const { top, bottom } = box.getBoundingClientRect();
    if (event.clientY < top + EDGE_PX) box.scrollTop -= rowPx / 2;
    else if (event.clientY > bottom - EDGE_PX) box.scrollTop += rowPx / 2;
    const to = Math.floor((event.clientY - top + box.scrollTop) / rowPx);
    move(
      items.findIndex((item) => keyOf(item) === dragged),
      Math.min(items.length - 1, Math.max(0, to)),
    );
  }

  return (
    <>
      <ul
        ref={list}
        aria-label={props.label}
        onPointerMove={onPointerMove}
        onLostPointerCapture={() => setDragged(null)}
        className={`overflow-y-auto ${props.className}`}
      >
        {items.map((item, index) => (
          <li
            key={keyOf(item)}
            className={`flex ${ROW_HEIGHTS[rowPx]} items-center gap-1 ${props.rowClassName(item, keyOf(item) === dragged)}`}
          >
            <button
              type="button"
              aria-label={`Move ${nameOf(item)}`}
              aria-describedby={hintId}
              title={HINT}
              className="grid h-full w-6 shrink-0 cursor-grab touch-none place-items-center text-muted outline-offset-[-2px] active:cursor-grabbing"
              onKeyDown={(event) => onKeyDown(event, index)}
              onPointerDown={(event) => {
                // Not to the handle: it is taken out and put back when its item moves.
                list.current?.setPointerCapture(event.pointerId);
                setDragged(keyOf(item));
              }}
            >
              <GripVertical aria-hidden className="size-3.5" />
            </button>
            {props.children(item, index, move)}
          </li>
        ))}
      </ul>
      <p id={hintId} className="sr-only">
        {HINT}
      </p>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
    </>
  );
}
