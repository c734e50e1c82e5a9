/** What is told about recipes while they are made, tried and used. */
import type { OfferKind, Recipe, RecipeColumn, StoredCell } from './recipe.ts';

/** One thing that a page offers about itself; a column can take it by these two names. */
export interface OfferedValue {
  readonly offer: OfferKind;
  readonly name: string;
  readonly value: string;
}

/** A column that *Find product data* proposes. */
export interface ColumnProposal {
  readonly column: RecipeColumn;
  /** Pages of the sample that had it. */
  readonly found: number;
  /** How many of these had it from where; the rest of them, if any, by a guess. */
  readonly from: readonly { readonly offer: OfferKind; readonly pages: number }[];
  /** Nothing says that this is what it is; it stands where it usually stands. */
  readonly isGuess: boolean;
  /** As it would be stored, of the first page that had it. */
  readonly example: StoredCell;
}

export interface FoundProductData {
  readonly proposals: readonly ColumnProposal[];
  /** Pages that were looked at. */
  readonly pages: number;
  /** Why a page could not be looked at; one for each such page. */
  readonly problems: readonly string[];
}

/** A piece of the source around a hit: what comes before it, the hit, what comes after; long ones cut. */
export interface HitSnippet {
  readonly before: string;
  readonly hit: string;
  readonly after: string;
}

export interface TriedCell {
  readonly cell: StoredCell;
  /** Nothing was found, or nothing of the column's type; the fallback stands for it, if there is one. */
  readonly isMissing: boolean;
  /** What is wrong with the column, or why what was found is none of its type. */
  readonly problem: string | null;
  readonly hits: number;
  /** Of the first few hits; none where the place in the source is not known. */
  readonly snippets: readonly HitSnippet[];
}

/** A recipe tried on one page of the sample. */
export interface TriedPage {
  readonly rowId: number;
  readonly url: string;
  /** One per column. */
  readonly cells: readonly TriedCell[];
  /** Required columns without a value. */
  readonly missing: number;
  readonly problem: string | null;
}

export interface TriedRecipe {
  readonly pages: readonly TriedPage[];
}

/** Extraction over what was kept. */
export interface ExtractionProgress {
  readonly extractId: string;
  readonly pagesDone: number;
  readonly pagesTotal: number;
  readonly pagesPerSec: number;
}

export interface ExtractionResult {
  readonly pages: number;
  /** Rows that are ok, of which no page was kept. */
  readonly withoutPage: number;
  readonly incomplete: number;
  /** Pages out of which nothing could be taken. */
  readonly problems: number;
  /** How many pages had each column. */
  readonly found: readonly { readonly name: string; readonly pages: number }[];
  readonly elapsedMs: number;
}

/** A recipe in the settings folder. */
export interface SavedRecipe {
  /** Its file's name. */
  readonly id: string;
  readonly recipe: Recipe;
}
