/**
 * What happens to a page between its answer and its settlement, as the run sees it: somebody
 * takes the columns of the recipe out of it. Who that is, and on which thread, is not known here.
 */
import type { Recipe, StoredCell } from '../../../shared/recipe.ts';

/** A page that came whole with a 2xx status and was judged ok. */
export interface ArrivedPage {
  readonly rowId: number;
  /** Where it was found in the end. */
  readonly url: string;
  readonly contentType: string | null;
  /** Decoded bytes, whose memory is this page's alone. */
  readonly body: Buffer;
}

export interface ExtractedFields {
  /** One per column of the recipe; empty when there is no recipe. */
  readonly cells: readonly StoredCell[];
  /** Required columns without a value. */
  readonly missing: number;
  /** Why nothing could be taken out; `null`: all is well. */
  readonly problem: string | null;
}

/** Takes the recipe's columns out of pages, off this thread. */
export interface PageExtractor {
  /** Never rejects: what goes wrong is `problem`. */
  extract(page: ArrivedPage): Promise<ExtractedFields>;
  /** For pages that are handed over from now on. */
  setRecipe(recipe: Recipe | null): void;
  close(): Promise<void>;
}
