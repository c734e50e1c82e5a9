/** Takes columns out of pages on worker threads, and leaves out what takes too long. */
import type { Recipe } from '../../../../shared/recipe.ts';
import type { ArrivedPage, ExtractedFields, PageExtractor } from '../../pages/page-work.ts';
import { compileRecipe } from '../compiled-recipe.ts';
import { nothingFrom } from '../extract-page.ts';
import type { PageWorkers } from './page-workers.ts';
import type { NumberedRecipe } from './worker-tasks.ts';

/** A column that took too long on so many pages is left out of the rest: each of them would cost as much again. */
const SLOW_PAGES_MAX = 5;
/** Slow columns of one page that are left out one by one before it is given up. */
const TRIES_MAX = 4;

let recipesNumbered = 0;

export function numbered(recipe: Recipe): NumberedRecipe {
  recipesNumbered += 1;
  return { id: recipesNumbered, recipe };
}

interface RecipeInUse extends NumberedRecipe {
  /** By column: pages on which it took too long. */
  readonly slowPages: Map<number, number>;
}

export class PooledExtractor implements PageExtractor {
  readonly #workers: PageWorkers;
  readonly #ownsWorkers: boolean;
  #inUse: RecipeInUse | null = null;

  /** @param ownsWorkers False: others use it, too, and close it. */
  constructor(workers: PageWorkers, { ownsWorkers }: { readonly ownsWorkers: boolean }) {
    this.#workers = workers;
    this.#ownsWorkers = ownsWorkers;
  }

  setRecipe(recipe: Recipe | null): void {
    this.#inUse = recipe === null ? null : { ...numbered(recipe), slowPages: new Map() };
  }

  async extract(page: ArrivedPage): Promise<ExtractedFields> {
    for (;;) {
      const inUse = this.#inUse;
      if (inUse === null) return NOTHING;
      const fields = await this.#extract(page, inUse);
      // Cells of other columns than those that count now would be mistaken for theirs.
      if (inUse === this.#inUse) return fields;
    }
  }

  async close(): Promise<void> {
    this.#inUse = null;
    if (this.#ownsWorkers) await this.#workers.close();
  }

  async #extract(
    { url, contentType, body }: ArrivedPage,
    { id, recipe, slowPages }: RecipeInUse,
  ): Promise<ExtractedFields> {
    const skipped = [...slowPages].filter(([, pages]) => pages >= SLOW_PAGES_MAX).map(([column]) => column);
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      const result = await this.#workers.run(
        { kind: 'extract', recipe: { id, recipe }, skipped },
        { url, contentType, body },
      );
      if (result.kind === 'done') return result.value;
      if (result.kind === 'problem') return nothingFrom(compileRecipe(recipe), result.problem);
      if (result.column < 0) break;
      slowPages.set(result.column, (slowPages.get(result.column) ?? 0) + 1);
      skipped.push(result.column);
    }
    return nothingFrom(compileRecipe(recipe), TOO_SLOW);
  }
}

const NOTHING: ExtractedFields = { cells: [], missing: 0, problem: null };
export const TOO_SLOW = 'Reading this page takes too long.';
