/** A recipe as a file that people share. */
import { AppError, ErrorCode } from './errors.ts';
import { RECIPE_KIND, RECIPE_VERSION, type Recipe } from './recipe.ts';
import { recipeFileSchema } from './recipe-schema.ts';

/** A recipe of a hundred columns with the longest expressions is smaller. */
export const RECIPE_FILE_MAX_BYTES = 2 * 1024 * 1024;

export function recipeFileText(recipe: Recipe): string {
  return `${JSON.stringify({ kind: RECIPE_KIND, version: RECIPE_VERSION, ...recipe }, null, 2)}\n`;
}

/** @throws AppError `RECIPE_INVALID`, which says where it is wrong */
export function parseRecipeFile(text: string, fileName: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw invalid(`${fileName} is no recipe: it is not JSON.`);
  }
  const { kind, version } = Object(value) as { readonly kind?: unknown; readonly version?: unknown };
  if (kind !== RECIPE_KIND) throw invalid(`${fileName} is no recipe of Gleaner.`);
  if (typeof version === 'number' && version > RECIPE_VERSION) {
    throw invalid(
      `${fileName} comes from a newer version of Gleaner.`,
      'Update Gleaner, then open it again.',
    );
  }
  const parsed = recipeFileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` (${issue.path.join('.')})`;
  throw invalid(
    `${fileName} is not a recipe that can be used${where}: ${issue?.message ?? 'it is malformed'}`,
  );
}

function invalid(message: string, advice = 'Open a file that Gleaner saved as a recipe.'): AppError {
  return new AppError(ErrorCode.RecipeInvalid, message, { advice });
}
