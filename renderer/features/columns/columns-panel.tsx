/** The columns of the run: how to come by some, what they find on the sample, and putting them to use. */
import { Braces, FolderOpen, Plus, Save, Wand2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useColumns, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ApplyBar } from './apply-bar.tsx';
import { ColumnEditor } from './column-editor.tsx';
import { ColumnList } from './column-list.tsx';
import { Proposals } from './proposals.tsx';
import { RecipeMenu } from './recipe-menu.tsx';
import { SaveRecipeDialog } from './save-recipe-dialog.tsx';
import { SampleWords } from './sample-words.tsx';
import { TrialPanel } from './trial-panel.tsx';

/** With more pages than these the sample is whole. */
const SAMPLE_PAGES = 30;

export function ColumnsPanel() {
  const { columns } = useModel();
  const path = useRun((state) => state.run?.path);
  const state = useRun((current) => current.state);
  // The sample grows with the first pages; looking again with each of them would be too often.
  const grown = useRun(({ totals }) => (totals.ok === 0 ? 0 : totals.ok < SAMPLE_PAGES ? 1 : 2));
  const isEmpty = useColumns(({ draft }) => draft.columns.length === 0);
  const isNothing = useColumns(
    ({ draft, applied }) => draft.columns.length === 0 && (applied?.columns.length ?? 0) === 0,
  );
  const found = useColumns((current) => current.found);
  const error = useColumns((current) => current.error);

  useEffect(() => {
    void columns.look();
    // oxlint-disable-next-line react/exhaustive-deps -- with each of these there may be more to look at
  }, [columns, path, state, grown]);

  return (
    <section aria-label="Columns of the pages" className="panel relative flex min-h-0 flex-1 flex-col">
      {!isEmpty && found === null && <Toolbar />}
      {error !== null && (
        <div className="p-2">
          <Problem error={error} />
        </div>
      )}
      {found !== null ? (
        <Proposals key={found.pages} found={found} />
      ) : isEmpty ? (
        <EmptyColumns />
      ) : (
        <div className="grid min-h-0 flex-1 grid-cols-[340px_minmax(0,1fr)]">
          <div className="flex min-h-0 flex-col border-r border-line">
            <ColumnList />
            <ColumnEditor />
          </div>
          <TrialPanel />
        </div>
      )}
      {!isNothing && found === null && <ApplyBar />}
    </section>
  );
}

function Toolbar() {
  const { columns } = useModel();
  const isFinding = useColumns((state) => state.isFinding);
  const name = useColumns((state) => state.draft.name);
  const [isSaving, setSaving] = useState(false);
  return (
    <div className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-2">
      <Button isSmall icon={<Plus aria-hidden className="size-4" />} onClick={columns.add}>
        Add a column
      </Button>
      <Button
        isSmall
        icon={<Wand2 aria-hidden className="size-4" />}
        disabledReason={isFinding ? 'Looking at the sample' : ''}
        onClick={() => void columns.find()}
      >
        Find product data
      </Button>
      {name !== '' && <span className="min-w-0 truncate text-muted">{name}</span>}
      <span className="ml-auto flex gap-2">
        <RecipeMenu />
        <Button
          isSmall
          icon={<FolderOpen aria-hidden className="size-4" />}
          onClick={() => void columns.openRecipe()}
        >
          Open recipe…
        </Button>
        <Button
          isSmall
          aria-haspopup="dialog"
          icon={<Save aria-hidden className="size-4" />}
          onClick={() => setSaving(true)}
        >
          Save recipe…
        </Button>
      </span>
      {isSaving && <SaveRecipeDialog onClose={() => setSaving(false)} />}
    </div>
  );
}

function EmptyColumns() {
  const { columns } = useModel();
  const isFinding = useColumns((state) => state.isFinding);
  const sample = useColumns((state) => state.sample);
  const matching = useColumns((state) => state.matching);
  const hasSample = (sample?.length ?? 0) > 0;
  const noSample =
    sample === null ? 'Looking for pages to try columns on' : 'There is no page to look at yet';
  return (
    <div className="flex min-h-0 flex-1 flex-col items-center overflow-y-auto p-6">
      <div className="my-auto flex max-w-[640px] flex-col items-center gap-4 text-center">
        <Braces aria-hidden className="size-6 text-muted" />
        <p className="text-14">
          Columns take names, prices and whatever else you need out of the pages, into the table and every
          export.
        </p>
        {sample !== null && <SampleWords />}
        <div className="flex flex-wrap justify-center gap-2">
          <Button
            look="primary"
            icon={<Wand2 aria-hidden className="size-4" />}
            disabledReason={isFinding ? 'Looking at the sample' : hasSample ? '' : noSample}
            onClick={() => void columns.find()}
          >
            Find product data
          </Button>
          <Button icon={<Plus aria-hidden className="size-4" />} onClick={columns.add}>
            Add a column
          </Button>
          <Button
            icon={<FolderOpen aria-hidden className="size-4" />}
            onClick={() => void columns.openRecipe()}
          >
            Open recipe…
          </Button>
          <RecipeMenu />
        </div>
        {matching.length > 0 && (
          <div className="flex flex-wrap items-center justify-center gap-2">
            <span className="text-muted">For hosts of this run:</span>
            {matching.slice(0, 4).map(({ id, recipe }) => (
              <Button key={id} isSmall onClick={() => columns.load(recipe)}>
                Use recipe {recipe.name}
              </Button>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
