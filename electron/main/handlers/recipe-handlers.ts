/** Requests about columns. Which files are read and written is said in dialogs that main opened. */
import { extname } from 'node:path';
import type { RequestHandlers } from '../../../shared/ipc/contract.ts';
import { readRecipe, recipeFileName, writeRecipe } from '../recipe-store.ts';
import type { MainServices } from './services.ts';

type RecipeHandlers = Pick<
  RequestHandlers,
  Extract<keyof RequestHandlers, `recipe.${string}` | `extract.${string}` | 'run.setRecipe'>
>;

export function createRecipeHandlers({ engine, tracker, dialogs, recipes }: MainServices): RecipeHandlers {
  return {
    'recipe.find': (input) => engine.request('recipe.find', input),
    'recipe.try': (input) => engine.request('recipe.try', input),
    'recipe.offers': (input) => engine.request('recipe.offers', input),
    'run.setRecipe': async (input) => tracker.adopt(await engine.request('run.setRecipe', input)),
    'extract.run': (input) => engine.request('extract.run', input),
    'extract.cancel': (input) => engine.request('extract.cancel', input),

    'recipe.save': async ({ recipe }) => {
      const chosen = await dialogs.saveRecipe(`${recipeFileName(recipe)}.json`);
      if (chosen === null) return null;
      const path = extname(chosen) === '' ? `${chosen}.json` : chosen;
      await writeRecipe(path, recipe);
      await recipes.keep(recipe);
      return { path };
    },
    'recipe.open': async () => {
      const path = await dialogs.openRecipe();
      return path === null ? null : readRecipe(path);
    },
    'recipe.list': () => recipes.list(),
    'recipe.keep': ({ recipe }) => recipes.keep(recipe),
    'recipe.forget': async ({ id }) => {
      await recipes.forget(id);
      return null;
    },
    'recipe.match': ({ origins }) => recipes.match(origins),
  };
}
