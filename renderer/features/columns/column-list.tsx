/** The columns in their order: choose one to edit it, move it with its handle or the arrow keys. */
import { MoreHorizontal, TriangleAlert, Undo2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { problemsOf } from '../../state/recipe-draft.ts';
import { useColumns, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { MENU_ICON, MenuItem, MenuPanel, MenuRoot, MenuTrigger } from '../../ui/menu.tsx';
import { ReorderableList } from '../../ui/reorderable-list.tsx';
import { sourceWords } from './column-words.ts';

export function ColumnList() {
  const { columns } = useModel();
  const items = useColumns((state) => state.draft.columns);
  const editing = useColumns((state) => state.editing);
  const removed = useColumns((state) => state.removed);
  const problems = useMemo(() => problemsOf(items), [items]);
  const box = useRef<HTMLDivElement>(null);

  useEffect(() => {
    // A new one is at the end, where it may be out of sight.
    if (editing === null) return;
    box.current?.querySelector('[aria-expanded="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [editing]);

  return (
    <div
      ref={box}
      // The form of the column that is edited needs the room.
      className={`flex min-h-24 shrink-0 flex-col border-b border-line ${editing === null ? 'max-h-[80%]' : 'max-h-[38%] short:max-h-[28%]'}`}
    >
      <ReorderableList
        label="Columns"
        items={items}
        keyOf={({ key }) => key}
        nameOf={({ column }) => column.name}
        rowPx={32}
        className="min-h-0 flex-1"
        rowClassName={({ key }, isDragged) =>
          `pr-1 ${editing === key ? 'bg-accent-soft' : isDragged ? 'bg-hover' : 'hover:bg-hover'}`
        }
        onMove={columns.move}
      >
        {({ key, column }, index, move) => (
          <>
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
          </>
        )}
      </ReorderableList>
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
