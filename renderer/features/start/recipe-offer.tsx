/** Recipes for the hosts of the list: with one of them the run has its columns from the first row on. */
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { ImportSummary } from '../../../shared/list-import.ts';
import type { SavedRecipe } from '../../../shared/recipe-work.ts';
import { api } from '../../api/bridge.ts';
import { useList, useModel } from '../../state/use-app.ts';

/** A list of choices, not an archive. */
const SHOWN_MAX = 3;

interface Found {
  readonly summary: ImportSummary;
  readonly recipes: readonly SavedRecipe[];
}

export function RecipeOffer() {
  const { startOptions } = useModel();
  const chosen = useStore(startOptions.store, ({ recipe }) => recipe);
  const summary = useList((state) => state.summary);
  const [found, setFound] = useState<Found | null>(null);
  // What was found for another list is none for this one.
  const fitting = found !== null && found.summary === summary ? found.recipes : [];

  useEffect(() => {
    let isCurrent = true;
    startOptions.setRecipe(null);
    if (summary === null) return undefined;
    api
      .call('recipe.match', { origins: originsOf(summary.sample) })
      .then((recipes) => isCurrent && setFound({ summary, recipes: recipes.slice(0, SHOWN_MAX) }))
      // Without an offer the run starts as it would, and recipes can be opened there.
      .catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [summary, startOptions]);

  if (fitting.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="sr-only">Columns</legend>
      {fitting.map(({ id, recipe }) => (
        <label
          key={id}
          className="flex h-7 items-center gap-2.5 px-1"
          title={recipe.columns.map(({ name }) => name).join(', ')}
        >
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={chosen === recipe}
            onChange={(event) => startOptions.setRecipe(event.currentTarget.checked ? recipe : null)}
          />
          <span className="min-w-0 truncate">
            Use recipe <b className="font-semibold">{recipe.name}</b>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function originsOf(urls: readonly string[]): string[] {
  return [...new Set(urls.filter((url) => URL.canParse(url)).map((url) => new URL(url).origin))];
}
