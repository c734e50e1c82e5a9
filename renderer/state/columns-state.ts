/** What the window knows of the columns of the run that is open. */
import type { WireError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type {
  ExtractionProgress,
  ExtractionResult,
  FoundProductData,
  OfferedValue,
  SavedRecipe,
  TriedPage,
} from '../../shared/recipe-work.ts';
import { type DraftColumn, type DraftRecipe, EMPTY_DRAFT } from './recipe-draft.ts';

export interface Trial {
  readonly pages: readonly TriedPage[];
  /** Of the columns, in the order of the cells. */
  readonly keys: readonly number[];
}

export interface ColumnsState {
  readonly draft: DraftRecipe;
  readonly applied: Recipe | null;
  /** Pages that columns can be tried on; `null` until somebody has looked. */
  readonly sample: readonly { readonly rowId: number; readonly url: string }[] | null;
  /** Proposals, while they are looked at. */
  readonly found: FoundProductData | null;
  readonly isFinding: boolean;
  /** Key of the column that is being edited. */
  readonly editing: number | null;
  readonly trial: Trial | null;
  readonly isTrying: boolean;
  /** What can be undone. */
  readonly removed: { readonly item: DraftColumn; readonly index: number } | null;
  /** Of the page of `rowId`. */
  readonly offers: { readonly rowId: number; readonly values: readonly OfferedValue[] } | null;
  readonly saved: readonly SavedRecipe[];
  /** Those of them that are for a host of the run. */
  readonly matching: readonly SavedRecipe[];
  readonly hosts: readonly string[];
  readonly extraction: { readonly id: string; readonly progress: ExtractionProgress | null } | null;
  readonly isApplying: boolean;
  readonly result: ExtractionResult | null;
  readonly error: WireError | null;
}

export const NO_COLUMNS: ColumnsState = {
  draft: EMPTY_DRAFT,
  applied: null,
  sample: null,
  found: null,
  isFinding: false,
  editing: null,
  trial: null,
  isTrying: false,
  removed: null,
  offers: null,
  saved: [],
  matching: [],
  hosts: [],
  extraction: null,
  isApplying: false,
  result: null,
  error: null,
};
