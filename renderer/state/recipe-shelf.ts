/** Recipes that are kept, here or in files: opened, saved and forgotten. */
import type { StoreApi } from 'zustand/vanilla';
import type { Recipe } from '../../shared/recipe.ts';
import type { SavedRecipe } from '../../shared/recipe-work.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import type { ColumnsState } from './columns-state.ts';
import { recipeOf, sentRecipe } from './recipe-draft.ts';

export interface RecipeShelfOptions {
  readonly store: StoreApi<ColumnsState>;
  readonly api: Pick<Api, 'call'>;
  load(recipe: Recipe): void;
  onSaved(words: string): void;
}

export function createRecipeShelf({ store, api, load, onSaved }: RecipeShelfOptions) {
  async function openRecipe(): Promise<void> {
    try {
      const recipe = await api.call('recipe.open', {});
      if (recipe !== null) load(recipe);
    } catch (error) {
      store.setState({ error: toShownError(error) });
    }
  }

  /** @param isFile Also as a file, whose place is asked. @returns Whether it is saved. */
  async function save(name: string, hosts: readonly string[], isFile: boolean): Promise<boolean> {
    store.setState(({ draft }) => ({ draft: { ...draft, name, hosts } }));
    const recipe = recipeOf(store.getState().draft)?.recipe;
    if (recipe === undefined) return false;
    try {
      if (isFile) {
        const answer = await api.call('recipe.save', { recipe: sentRecipe(recipe) });
        if (answer === null) return false;
        onSaved(`Saved the recipe to ${answer.path}.`);
      } else {
        await api.call('recipe.keep', { recipe: sentRecipe(recipe) });
        onSaved(`Kept the recipe “${recipe.name}”. It is offered for lists of its hosts.`);
      }
      store.setState({ saved: await api.call('recipe.list', {}) });
      return true;
    } catch (error) {
      store.setState({ error: toShownError(error) });
      return false;
    }
  }

  async function forget(id: string): Promise<void> {
    try {
      await api.call('recipe.forget', { id });
      const without = (recipes: readonly SavedRecipe[]) => recipes.filter((one) => one.id !== id);
      store.setState(({ saved, matching }) => ({ saved: without(saved), matching: without(matching) }));
    } catch (error) {
      store.setState({ error: toShownError(error) });
    }
  }

  return { openRecipe, save, forget };
}
