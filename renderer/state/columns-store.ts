/**
 * The columns of the run that is open: those that it has, and those that are being made.
 *
 * What is being made is kept, run by run, until the window is closed; it becomes the run's when
 * it is applied. A change is tried on the sample by itself a moment after it; answers to older
 * tries are dropped.
 */
import { createStore } from 'zustand/vanilla';
import { AppError, ErrorCode, type WireError } from '../../shared/errors.ts';
import type { Recipe, RecipeColumn } from '../../shared/recipe.ts';
import type {
  ExtractionProgress,
  ExtractionResult,
  FoundProductData,
  OfferedValue,
  SavedRecipe,
  TriedPage,
} from '../../shared/recipe-work.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import {
  draftColumn,
  type DraftColumn,
  draftOf,
  type DraftRecipe,
  EMPTY_DRAFT,
  freeName,
  isApplied,
  moved,
  newColumnName,
  problemsOf,
  recipeOf,
  type SourceKind,
  emptySource,
  withKind,
  withOffer,
} from './recipe-draft.ts';

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

export const TRY_PAUSE_MS = 400;
/** Reads the pages and nothing of them, where there is no column yet. */
const PROBE: RecipeColumn = {
  name: 'title',
  source: { kind: 'css', selector: 'title', attribute: null },
  type: 'text',
  isRequired: false,
  fallback: null,
  takesAll: false,
};
/** Hosts whose recipes are looked for, and that a new recipe is for. */
const HOSTS_READ = 200;
const HOSTS_NAMED_MAX = 20;

const INITIAL: ColumnsState = {
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

export interface ColumnsOptions {
  readonly api: Pick<Api, 'call' | 'newId'>;
  /** The run has other columns now. */
  onApplied(run: RunSnapshot): void;
  /** Values of rows have changed. */
  onExtracted(): void;
  onSaved(words: string): void;
}

export type ColumnsModel = ReturnType<typeof createColumnsModel>;

export function createColumnsModel({ api, onApplied, onExtracted, onSaved }: ColumnsOptions) {
  const store = createStore<ColumnsState>()(() => INITIAL);
  /** By run file: what was not applied when another run was opened. */
  const kept = new Map<string, DraftRecipe>();
  let path: string | null = null;
  let tryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Names the newest try; answers to older ones are dropped. */
  let trying = 0;

  function open(run: RunSnapshot): void {
    if (run.path === path) return follow(run);
    keepDraft();
    path = run.path;
    const { recipe } = run.options;
    store.setState({ ...INITIAL, applied: recipe, draft: kept.get(run.path) ?? draftOf(recipe) });
  }

  /** Main's word for the run; a draft that was as applied stays so. */
  function follow(run: RunSnapshot): void {
    const { recipe } = run.options;
    const { applied, draft } = store.getState();
    if (run.path !== path || JSON.stringify(recipe) === JSON.stringify(applied)) return;
    const isClean = isApplied(draft, applied);
    store.setState({ applied: recipe, ...(isClean ? { draft: draftOf(recipe) } : {}) });
  }

  function close(): void {
    keepDraft();
    path = null;
    clearTimeout(tryTimer);
    trying += 1;
    store.setState(INITIAL);
  }

  function keepDraft(): void {
    if (path === null) return;
    const { draft, applied } = store.getState();
    if (isApplied(draft, applied)) kept.delete(path);
    else kept.set(path, draft);
  }

  const isDirty = () => !isApplied(store.getState().draft, store.getState().applied);

  /** The tab is looked at, or the run has come so far that there is more to look at. */
  async function look(): Promise<void> {
    const mine = path;
    if (mine === null) return;
    tryNow();
    try {
      const { hosts } = await api.call('hosts.read', { search: '', from: 0, count: HOSTS_READ });
      const origins = hosts.map(({ origin }) => origin);
      const [saved, matching] = await Promise.all([
        api.call('recipe.list', {}),
        api.call('recipe.match', { origins }),
      ]);
      if (path === mine) store.setState({ saved, matching, hosts: namesOf(origins) });
    } catch (error) {
      if (path === mine) store.setState({ error: toShownError(error) });
    }
  }

  function change(change_: (columns: readonly DraftColumn[]) => readonly DraftColumn[]): void {
    store.setState(({ draft }) => ({
      draft: { ...draft, columns: change_(draft.columns) },
      result: null,
      error: null,
    }));
    tryLater();
  }

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
      const { pages } = await api.call('recipe.try', { recipe: sent(recipe) });
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

  async function find(): Promise<void> {
    if (store.getState().isFinding) return;
    const mine = path;
    store.setState({ isFinding: true, error: null });
    try {
      const found = await api.call('recipe.find', {});
      if (path === mine) store.setState({ found });
    } catch (error) {
      if (path === mine) store.setState({ error: toShownError(error) });
    } finally {
      store.setState({ isFinding: false });
    }
  }

  /** Adds proposals that were ticked; one whose name is taken stands in place of that column. */
  function takeProposals(columns: readonly RecipeColumn[]): void {
    store.setState({ found: null, removed: null, editing: null });
    change((before) => {
      const replaced = before.map((item) => {
        const column = columns.find(({ name }) => name === item.column.name);
        return column === undefined ? item : { ...item, column };
      });
      const added = columns.filter(({ name }) => before.every((item) => item.column.name !== name));
      return [...replaced, ...added.map(draftColumn)];
    });
  }

  function add(): void {
    const { draft, sample } = store.getState();
    const name = newColumnName(namesIn(draft));
    const source = emptySource((sample?.length ?? 0) > 0 ? 'offer' : 'css');
    const item = draftColumn({ ...PROBE, name, source });
    store.setState({ editing: item.key, removed: null });
    change((columns) => [...columns, item]);
    void readOffers();
  }

  function duplicate(key: number): void {
    const { draft } = store.getState();
    const index = draft.columns.findIndex((item) => item.key === key);
    const original = draft.columns[index];
    if (original === undefined) return;
    const { column } = original;
    const copy = draftColumn({ ...column, name: freeName(column.name, namesIn(draft)) });
    store.setState({ editing: copy.key, removed: null });
    change((columns) => columns.toSpliced(index + 1, 0, copy));
  }

  function remove(key: number): void {
    const { draft, editing } = store.getState();
    const index = draft.columns.findIndex((item) => item.key === key);
    const item = draft.columns[index];
    if (item === undefined) return;
    store.setState({ removed: { item, index }, editing: editing === key ? null : editing });
    change((columns) => columns.toSpliced(index, 1));
  }

  function undoRemove(): void {
    const { removed } = store.getState();
    if (removed === null) return;
    store.setState({ removed: null });
    change((columns) => columns.toSpliced(removed.index, 0, removed.item));
  }

  function edit(key: number | null): void {
    store.setState({ editing: key });
    if (key !== null) void readOffers();
  }

  function changeItem(key: number, to: (item: DraftColumn) => DraftColumn): void {
    change((columns) => columns.map((item) => (item.key === key ? to(item) : item)));
  }

  const set = (key: number, changes: Partial<RecipeColumn>) =>
    changeItem(key, (item) => ({ ...item, column: { ...item.column, ...changes } }));

  const setKind = (key: number, kind: SourceKind) => changeItem(key, (item) => withKind(item, kind));

  function takeOffer(key: number, offered: OfferedValue): void {
    const taken = namesIn(store.getState().draft);
    changeItem(key, (item) => withOffer(item, offered, taken));
  }

  /** What a page of the sample offers: the first one unless another is named. */
  async function readOffers(rowId?: number): Promise<void> {
    const { sample, offers } = store.getState();
    const wanted = rowId ?? offers?.rowId ?? sample?.[0]?.rowId;
    if (wanted === undefined || offers?.rowId === wanted) return;
    const mine = path;
    try {
      const values = await api.call('recipe.offers', { rowId: wanted });
      if (path === mine) store.setState({ offers: { rowId: wanted, values } });
    } catch (error) {
      if (path === mine) store.setState({ error: toShownError(error) });
    }
  }

  /** @returns Whether the run has the columns that are shown here; otherwise `error` says why not. */
  async function apply(): Promise<boolean> {
    const { draft, isApplying } = store.getState();
    if (isApplying) return false;
    const problem = [...problemsOf(draft.columns)][0];
    if (problem !== undefined) {
      const [editing, { name, source }] = problem;
      store.setState({ editing, error: invalid(draft, editing, name ?? source ?? '') });
      return false;
    }
    const recipe = recipeOf(draft)?.recipe ?? null;
    store.setState({ isApplying: true, error: null, result: null });
    try {
      const run = await api.call('run.setRecipe', { recipe: recipe === null ? null : sent(recipe) });
      store.setState({ applied: recipe });
      onApplied(run);
      if (recipe !== null) void extract();
      return true;
    } catch (error) {
      store.setState({ error: toShownError(error) });
      return false;
    } finally {
      store.setState({ isApplying: false });
    }
  }

  /** Takes the run's columns out of all pages that are kept. */
  async function extract(): Promise<void> {
    const mine = path;
    const id = api.newId();
    store.setState({ extraction: { id, progress: null }, result: null });
    try {
      const result = await api.call('extract.run', { extractId: id });
      if (path === mine) store.setState({ result });
    } catch (error) {
      const isCancelled = error instanceof AppError && error.code === ErrorCode.Cancelled;
      if (path === mine && !isCancelled) store.setState({ error: toShownError(error) });
    } finally {
      if (store.getState().extraction?.id === id) store.setState({ extraction: null });
      if (path === mine) onExtracted();
    }
  }

  function cancelExtraction(): void {
    const { extraction } = store.getState();
    if (extraction === null) return;
    api.call('extract.cancel', { extractId: extraction.id }).catch(() => undefined);
  }

  function applyProgress(progress: ExtractionProgress): void {
    const { extraction } = store.getState();
    if (extraction?.id === progress.extractId) store.setState({ extraction: { ...extraction, progress } });
  }

  /** Back to the columns that the run has. */
  function revert(): void {
    store.setState(({ applied }) => ({ draft: draftOf(applied), editing: null, removed: null, error: null }));
    tryNow();
  }

  /** In place of the columns that are shown; nothing is applied. */
  function load(recipe: Recipe): void {
    store.setState({ draft: draftOf(recipe), editing: null, removed: null, found: null, error: null });
    tryNow();
  }

  async function openRecipe(): Promise<void> {
    try {
      const recipe = await api.call('recipe.open', {});
      if (recipe !== null) load(recipe);
    } catch (error) {
      store.setState({ error: toShownError(error) });
    }
  }

  /** @param isFile Also as a file, whose place is asked. @returns Whether it is saved. */
  async function save(name: string, hosts: readonly string[], isFile: boolean): Promise<boolean> {
    store.setState(({ draft }) => ({ draft: { ...draft, name, hosts } }));
    const recipe = recipeOf(store.getState().draft)?.recipe;
    if (recipe === undefined) return false;
    try {
      if (isFile) {
        const answer = await api.call('recipe.save', { recipe: sent(recipe) });
        if (answer === null) return false;
        onSaved(`Saved the recipe to ${answer.path}.`);
      } else {
        await api.call('recipe.keep', { recipe: sent(recipe) });
        onSaved(`Kept the recipe “${recipe.name}”. It is offered for lists of its hosts.`);
      }
      store.setState({ saved: await api.call('recipe.list', {}) });
      return true;
    } catch (error) {
      store.setState({ error: toShownError(error) });
      return false;
    }
  }

  async function forget(id: string): Promise<void> {
    try {
      await api.call('recipe.forget', { id });
      const without = (recipes: readonly SavedRecipe[]) => recipes.filter((one) => one.id !== id);
      store.setState(({ saved, matching }) => ({ saved: without(saved), matching: without(matching) }));
    } catch (error) {
      store.setState({ error: toShownError(error) });
    }
  }

  return {
    store,
    open,
    follow,
    close,
    look,
    isDirty,
    find,
    closeProposals: () => store.setState({ found: null }),
    takeProposals,
    add,
    duplicate,
    remove,
    undoRemove,
    move: (from: number, to: number) => change((columns) => moved(columns, from, to)),
    edit,
    set,
    setKind,
    takeOffer,
    readOffers,
    apply,
    cancelExtraction,
    applyProgress,
    revert,
    load,
    openRecipe,
    save,
    forget,
  };
}

/** The request's own type wants arrays that it might change. */
function sent(recipe: Recipe) {
  return { ...recipe, hosts: [...recipe.hosts], columns: recipe.columns.map((column) => ({ ...column })) };
}

function namesIn({ columns }: DraftRecipe): readonly string[] {
  return columns.map(({ column }) => column.name);
}

/** As patterns: without the scheme; few enough to be meant. */
function namesOf(origins: readonly string[]): readonly string[] {
  const names = [...new Set(origins.map((origin) => origin.slice(origin.indexOf('://') + 3)))];
  return names.length <= HOSTS_NAMED_MAX ? names : [];
}

function invalid(draft: DraftRecipe, key: number, problem: string): WireError {
  const name = draft.columns.find((item) => item.key === key)?.column.name ?? '';
  return {
    code: ErrorCode.RecipeInvalid,
    message: `Column “${name}” is not complete: ${problem}`,
    advice: 'Complete it or remove it, then apply again.',
  };
}
