/** Tries the columns that are being made on the sample, a moment after each change; answers to older tries are dropped. */
import type { StoreApi } from 'zustand/vanilla';
import type { RecipeColumn } from '../../shared/recipe.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import type { ColumnsState } from './columns-state.ts';
import { recipeOf, sentRecipe } from './recipe-draft.ts';

export const TRY_PAUSE_MS = 400;
/** Reads the pages and nothing of them, where there is no column yet. */
export const PROBE: RecipeColumn = {
  name: 'title',
  source: { kind: 'css', selector: 'title', attribute: null },
  type: 'text',
  isRequired: false,
  fallback: null,
  takesAll: false,
};

export type ColumnsTrial = ReturnType<typeof createColumnsTrial>;

export function createColumnsTrial(store: StoreApi<ColumnsState>, api: Pick<Api, 'call'>) {
  let tryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Names the newest try. */
  let trying = 0;

  function tryLater(): void {
    clearTimeout(tryTimer);
    trying += 1;
    store.setState({ isTrying: true });
    tryTimer = setTimeout(tryNow, TRY_PAUSE_MS);
  }

  function tryNow(): void {
    clearTimeout(tryTimer);
    trying += 1;
    void tryAs(trying);
  }

  async function tryAs(mine: number): Promise<void> {
    const tried = recipeOf(store.getState().draft);
    store.setState({ isTrying: true });
    const recipe = tried?.recipe ?? { name: 'Sample', hosts: [], columns: [PROBE] };
    try {
      const { pages } = await api.call('recipe.try', { recipe: sentRecipe(recipe) });
      if (mine !== trying) return;
      store.setState({
        sample: pages.map(({ rowId, url }) => ({ rowId, url })),
        trial: tried === null ? null : { pages, keys: tried.keys },
        isTrying: false,
      });
    } catch (error) {
      if (mine === trying) store.setState({ isTrying: false, error: toShownError(error) });
    }
  }

  /** What is under way does not matter any more. */
  function stop(): void {
    clearTimeout(tryTimer);
    trying += 1;
  }

  return { tryLater, tryNow, stop };
}
