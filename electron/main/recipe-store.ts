/** Recipe files: those that the user opens and saves anywhere, and those kept beside the settings. */
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { matchesHost } from '../../shared/host-pattern.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { parseRecipeFile, RECIPE_FILE_MAX_BYTES, recipeFileText } from '../../shared/recipe-file.ts';
import type { SavedRecipe } from '../../shared/recipe-work.ts';

/** More are not looked through. */
const RECIPES_MAX = 500;
const UNSAFE_IN_NAMES = /[^\p{L}\p{N} ._-]/gu;

export class RecipeStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** By name; a file that is no recipe is left out. */
  async list(): Promise<readonly SavedRecipe[]> {
    const names = await readdir(this.#folder).catch((): string[] => []);
    const files = names
      .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
      .slice(0, RECIPES_MAX);
    const recipes = await Promise.all(
      files.map(async (id) => {
        const recipe = await readRecipe(join(this.#folder, id)).catch(() => null);
        return recipe === null ? [] : [{ id, recipe }];
      }),
    );
    return recipes.flat().toSorted((a, b) => a.recipe.name.localeCompare(b.recipe.name));
  }

  /** In place of one of that name. */
  async keep(recipe: Recipe): Promise<SavedRecipe> {
    await mkdir(this.#folder, { recursive: true });
    const id = `${recipeFileName(recipe)}.json`;
    await writeRecipe(join(this.#folder, id), recipe);
    return { id, recipe };
  }

  /** @throws AppError `NOT_FOUND` */
  async forget(id: string): Promise<void> {
    // A name in the folder, and never a way out of it.
    if (basename(id) !== id || !id.endsWith('.json') || id.startsWith('.')) throw unknown();
    await rm(join(this.#folder, id)).catch(() => {
      throw unknown();
    });
  }

  /** Those for one of the hosts; the ones that name hosts come before the ones for all. */
  async match(origins: readonly string[]): Promise<readonly SavedRecipe[]> {
    const fitting = (await this.list()).filter(
      ({ recipe: { hosts } }) =>
        hosts.length === 0 || hosts.some((pattern) => origins.some((origin) => matchesHost(pattern, origin))),
    );
    return fitting.toSorted((a, b) => Math.sign(b.recipe.hosts.length) - Math.sign(a.recipe.hosts.length));
  }
}

/** @throws AppError `RECIPE_INVALID`, `FILE_UNREADABLE` */
export async function readRecipe(path: string): Promise<Recipe> {
  let text: string;
  let file: FileHandle | null = null;
  try {
    const { size } = await stat(path);
    if (size > RECIPE_FILE_MAX_BYTES) {
      throw new AppError(ErrorCode.RecipeInvalid, `${basename(path)} is too large for a recipe.`);
    }
    file = await open(path);
    text = await file.readFile('utf8');
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError(ErrorCode.FileUnreadable, `${basename(path)} cannot be read.`, {
      cause: error,
      advice: 'Check that it is there and that you may read it.',
    });
  } finally {
    await file?.close();
  }
  return parseRecipeFile(text, basename(path));
}

/** Whole or not at all. @throws AppError `FILE_UNWRITABLE` */
export async function writeRecipe(path: string, recipe: Recipe): Promise<void> {
  const temporaryPath = `${path}.new`;
  try {
    const file = await open(temporaryPath, 'w');
    try {
      await file.writeFile(recipeFileText(recipe));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporaryPath, path);
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw new AppError(ErrorCode.FileUnwritable, `${basename(path)} cannot be written.`, {
      cause: error,
      advice: 'Choose another folder.',
    });
  }
}

export function recipeFileName({ name }: Recipe): string {
  return name.replace(UNSAFE_IN_NAMES, '_').replace(/^\.+/, '').trim().slice(0, 100) || 'recipe';
}

function unknown(): AppError {
  return new AppError(ErrorCode.NotFound, 'This recipe is not among those that were kept.');
}
