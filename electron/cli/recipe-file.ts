/** Reads the file that `--recipe` names. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import { parseRecipeFile, RECIPE_FILE_MAX_BYTES } from '../../shared/recipe-file.ts';
import { checkRecipe } from '../engine/extract/compiled-recipe.ts';
import type { FetchArguments } from './command.ts';
import { UsageError } from './usage-error.ts';

/**
 * @returns `command` with the recipe among its options.
 * @throws {UsageError} As {@link readRecipeFile}
 */
export async function withRecipe<Command extends FetchArguments>(
  command: Command,
  folder: string,
): Promise<Command> {
  if (command.recipePath === null) return command;
  const recipe = await readRecipeFile(command.recipePath, folder);
  return { ...command, options: { ...command.options, recipe } };
}

/** @throws {UsageError} That says what is wrong with the file, or with which column. */
export async function readRecipeFile(file: string, folder: string): Promise<Recipe> {
  const resolved = path.resolve(folder, file);
  let text: string;
  try {
    const { size } = await stat(resolved);
    if (size > RECIPE_FILE_MAX_BYTES) throw new Error('it is too large for a recipe');
    text = await readFile(resolved, 'utf8');
  } catch (error) {
    throw new UsageError(`--recipe ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const recipe = parseRecipeFile(text, file);
    checkRecipe(recipe);
    return recipe;
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`--recipe: ${error.message}`, error.advice);
    throw error;
  }
}
