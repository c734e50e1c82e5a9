/** A recipe, made ready once for many pages. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { Recipe, RecipeColumn } from '../../../shared/recipe.ts';
import { compileSource, ExpressionProblem } from './sources/compile-source.ts';
import type { FindHits } from './sources/hit.ts';

export interface CompiledColumn {
  readonly column: RecipeColumn;
  /** `null` for a column whose expression is none; the others go on. */
  readonly find: FindHits | null;
  readonly problem: string | null;
}

export function compileRecipe(recipe: Recipe): readonly CompiledColumn[] {
  return recipe.columns.map((column) => {
    try {
      return { column, find: compileSource(column.source), problem: null };
    } catch (error) {
      if (!(error instanceof ExpressionProblem)) throw error;
      return { column, find: null, problem: `Column “${column.name}”: ${error.message}` };
    }
  });
}

/** @throws AppError `RECIPE_INVALID` naming the first column that cannot be used. */
export function checkRecipe(recipe: Recipe): void {
  const problem = compileRecipe(recipe).find((column) => column.problem !== null)?.problem;
  if (problem === undefined || problem === null) return;
  throw new AppError(ErrorCode.RecipeInvalid, problem, { advice: 'Correct the column, and try again.' });
}
