/** The columns: ticked or not, and in the order in which they are written. */
import { formatCount } from '../../../shared/format.ts';
import type { ColumnChoice } from '../../state/export-columns.ts';
import { useExport, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { ReorderableList } from '../../ui/reorderable-list.tsx';

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
      <ReorderableList
        label="Columns"
        items={columns}
        keyOf={({ name }) => name}
        nameOf={({ name }) => name}
        rowPx={28}
        className="h-[232px] rounded border border-line bg-sunken"
        rowClassName={(_, isDragged) => `pr-2 ${isDragged ? 'bg-accent-soft' : 'hover:bg-hover'}`}
        onMove={exporting.move}
      >
        {({ name, kind, isChosen }) => (
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
        )}
      </ReorderableList>
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
