/** The columns in their order: choose one to edit it, move it with its handle or the arrow keys. */
import { GripVertical, MoreHorizontal, TriangleAlert, Undo2 } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { problemsOf } from '../../state/recipe-draft.ts';
import { useColumns, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { MENU_ICON, MenuItem, MenuPanel, MenuRoot, MenuTrigger } from '../../ui/menu.tsx';
import { sourceWords } from './column-words.ts';

/** As the height of the rows below. */
const ROW_PX = 32;

export function ColumnList() {
  const { columns } = useModel();
  const items = useColumns((state) => state.draft.columns);
  const editing = useColumns((state) => state.editing);
  const removed = useColumns((state) => state.removed);
  const problems = useMemo(() => problemsOf(items), [items]);
  const hintId = useId();
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const [said, setSaid] = useState('');

  useEffect(() => {
    // A new one is at the end, where it may be out of sight.
    if (editing === null) return;
    list.current?.querySelector('[aria-expanded="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [editing]);

  function move(from: number, to: number): void {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length || from === to) return;
    columns.move(from, to);
    setSaid(`${item.column.name} is now ${to + 1} of ${items.length}`);
  }

  function onKeyDown(event: KeyboardEvent, index: number): void {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    move(index, event.key === 'ArrowUp' ? index - 1 : index + 1);
  }

  function onPointerMove(event: PointerEvent): void {
    const box = list.current;
    if (box === null || dragged === null) return;
    const { top } = box.getBoundingClientRect();
    const to = Math.floor((event.clientY - top + box.scrollTop) / ROW_PX);
    move(
      items.findIndex(({ key }) => key === dragged),
      Math.min(items.length - 1, Math.max(0, to)),
    );
  }

  return (
    <div className="flex max-h-[38%] min-h-24 short:max-h-[28%] shrink-0 flex-col border-b border-line">
      <ul
        ref={list}
        aria-label="Columns"
        onPointerMove={onPointerMove}
        onLostPointerCapture={() => setDragged(null)}
        className="min-h-0 flex-1 overflow-y-auto"
      >
        {items.map(({ key, column }, index) => (
          <li
            key={key}
            className={`flex h-8 items-center gap-1 pr-1 ${editing === key ? 'bg-accent-soft' : dragged === key ? 'bg-hover' : 'hover:bg-hover'}`}
          >
            <button
              type="button"
              aria-label={`Move ${column.name}`}
              aria-describedby={hintId}
              title="Drag, or press the arrow keys"
              className="grid h-8 w-6 shrink-0 cursor-grab touch-none place-items-center text-muted outline-offset-[-2px] active:cursor-grabbing"
              onKeyDown={(event) => onKeyDown(event, index)}
              onPointerDown={(event) => {
                list.current?.setPointerCapture(event.pointerId);
                setDragged(key);
              }}
            >
              <GripVertical aria-hidden className="size-3.5" />
            </button>
            <button
              type="button"
              aria-label={`Edit ${column.name}`}
              aria-expanded={editing === key}
              className="flex h-8 min-w-0 flex-1 items-baseline gap-2 py-1.5 text-left outline-offset-[-2px]"
              onClick={() => columns.edit(editing === key ? null : key)}
              onKeyDown={(event) => {
                if (event.key !== 'Delete') return;
                event.preventDefault();
                columns.remove(key);
              }}
            >
              <span className="max-w-36 shrink-0 truncate font-medium">{column.name || 'no name'}</span>
              <span className="min-w-0 truncate text-12 text-muted">{sourceWords(column.source)}</span>
              <span className="ml-auto flex shrink-0 items-center gap-1.5 text-12 text-muted">
                {column.isRequired && 'required'}
                {problems.has(key) && (
                  <TriangleAlert aria-label="not complete" className="size-4 self-center text-waiting" />
                )}
              </span>
            </button>
            <ItemMenu itemKey={key} index={index} count={items.length} name={column.name} onMove={move} />
          </li>
        ))}
      </ul>
      <p id={hintId} className="sr-only">
        Drag, or press the arrow keys
      </p>
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {removed !== null && (
        <p
          className="flex h-8 shrink-0 items-center gap-2 border-t border-line pl-3 text-muted"
          role="status"
        >
          <span className="min-w-0 truncate">Removed {removed.item.column.name}.</span>
          <Button
            look="quiet"
            isSmall
            className="ml-auto"
            icon={<Undo2 aria-hidden className="size-4" />}
            onClick={columns.undoRemove}
          >
            Undo
          </Button>
        </p>
      )}
    </div>
  );
}

interface ItemMenuProps {
  readonly itemKey: number;
  readonly index: number;
  readonly count: number;
  readonly name: string;
  onMove(from: number, to: number): void;
}

function ItemMenu({ itemKey, index, count, name, onMove }: ItemMenuProps) {
  const { columns } = useModel();
  return (
    <MenuRoot>
      <MenuTrigger aria-label={`More about ${name}`} className={`${MENU_ICON} size-7`}>
        <MoreHorizontal aria-hidden className="size-4" />
      </MenuTrigger>
      <MenuPanel>
        <MenuItem onSelect={() => columns.duplicate(itemKey)}>Duplicate</MenuItem>
        <MenuItem isDisabled={index === 0} onSelect={() => onMove(index, index - 1)}>
          Move up
        </MenuItem>
        <MenuItem isDisabled={index === count - 1} onSelect={() => onMove(index, index + 1)}>
          Move down
        </MenuItem>
        <MenuItem onSelect={() => columns.remove(itemKey)}>Remove</MenuItem>
      </MenuPanel>
    </MenuRoot>
  );
}
