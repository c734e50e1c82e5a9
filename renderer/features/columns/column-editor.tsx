/** One column: what it is called, where its value stands, and what becomes of it. */
import { useMemo } from 'react';
import { COLUMN_TYPES } from '../../../shared/recipe.ts';
import { problemsOf, type DraftColumn } from '../../state/recipe-draft.ts';
import type { Trial } from '../../state/columns-state.ts';
import { useColumns, useModel } from '../../state/use-app.ts';
import { SelectField } from '../../ui/select-field.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { problemWords, TYPE_WORDS } from './column-words.ts';
import { SourceFields } from './source-fields.tsx';

export function ColumnEditor() {
  const item = useColumns(({ draft, editing }) => draft.columns.find(({ key }) => key === editing));
  if (item === undefined)
    return <p className="m-auto p-4 text-center text-muted">Choose a column to change it.</p>;
  return <Editor key={item.key} item={item} />;
}

function Editor({ item }: { readonly item: DraftColumn }) {
  const { columns } = useModel();
  const { key, column } = item;
  const all = useColumns((state) => state.draft.columns);
  const trial = useColumns((state) => state.trial);
  const problems = useMemo(() => problemsOf(all).get(key), [all, key]);
  const onPages = useMemo(() => problemOnAllPages(trial, key), [trial, key]);
  return (
    <form
      aria-label={`Column ${column.name}`}
      className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3"
      onSubmit={(event) => event.preventDefault()}
    >
      <TextField
        label="Name"
        value={column.name}
        problem={problems?.name}
        onChange={(name) => columns.set(key, { name })}
      />
      <SourceFields item={item} problem={problems?.source ?? onPages} />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Type"
          value={column.type}
          options={COLUMN_TYPES.map((type) => [type, TYPE_WORDS[type]] as const)}
          onChange={(type) => columns.set(key, { type })}
        />
        <TextField
          label="If there is none"
          placeholder="empty"
          maxLength={2000}
          value={column.fallback ?? ''}
          onChange={(text) => columns.set(key, { fallback: text === '' ? null : text })}
        />
      </div>
      <Tick
        label="Required"
        hint="A row without it is ok but incomplete"
        isTicked={column.isRequired}
        onChange={(isRequired) => columns.set(key, { isRequired })}
      />
      <Tick
        label="Take all matches"
        hint="Joined with |, instead of the first"
        isTicked={column.takesAll}
        onChange={(takesAll) => columns.set(key, { takesAll })}
      />
    </form>
  );
}

interface TickProps {
  readonly label: string;
  readonly hint: string;
  readonly isTicked: boolean;
  onChange(isTicked: boolean): void;
}

function Tick({ label, hint, isTicked, onChange }: TickProps) {
  return (
    <label className="flex items-baseline gap-2.5">
      <input
        type="checkbox"
        className="size-4 shrink-0 self-center accent-accent"
        checked={isTicked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span> <span className="text-12 text-muted">{hint}</span>
      </span>
    </label>
  );
}

/** Something that is wrong with the expression is wrong on every page. */
function problemOnAllPages(trial: Trial | null, key: number): string {
  const index = trial?.keys.indexOf(key) ?? -1;
  const problems = trial?.pages.map(({ cells }) => cells[index]?.problem ?? null) ?? [];
  const [first] = problems;
  if (first === undefined || first === null || problems.some((problem) => problem !== first)) return '';
  return problemWords(first);
}
