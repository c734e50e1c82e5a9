/**
 * The columns of the run that is open: those that it has, and those that are being made.
 *
 * What is being made is kept, run by run, until the window is closed; it becomes the run's when
 * it is applied. A change is tried on the sample by itself.
 */
import { createStore } from 'zustand/vanilla';
import { AppError, ErrorCode, type WireError } from '../../shared/errors.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { ExtractionProgress } from '../../shared/recipe-work.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import { createColumnEdits } from './column-edits.ts';
import { type ColumnsState, NO_COLUMNS } from './columns-state.ts';
import { createColumnsTrial } from './columns-trial.ts';
import { draftOf, type DraftRecipe, isApplied, problemsOf, recipeOf, sentRecipe } from './recipe-draft.ts';
import { createRecipeShelf } from './recipe-shelf.ts';

/** Hosts whose recipes are looked for, and that a new recipe is for. */
const HOSTS_READ = 200;
const HOSTS_NAMED_MAX = 20;

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
  const store = createStore<ColumnsState>()(() => NO_COLUMNS);
  /** By run file: what was not applied when another run was opened. */
  const kept = new Map<string, DraftRecipe>();
  let path: string | null = null;
  const trial = createColumnsTrial(store, api);
  const edits = createColumnEdits({ store, api, trial, runPath: () => path });
  const shelf = createRecipeShelf({ store, api, load, onSaved });

  function open(run: RunSnapshot): void {
    if (run.path === path) return follow(run);
    keepDraft();
    path = run.path;
    const { recipe } = run.options;
    store.setState({ ...NO_COLUMNS, applied: recipe, draft: kept.get(run.path) ?? draftOf(recipe) });
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
    trial.stop();
    store.setState(NO_COLUMNS);
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
    trial.tryNow();
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
      const run = await api.call('run.setRecipe', { recipe: recipe === null ? null : sentRecipe(recipe) });
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
    trial.tryNow();
  }

  /** In place of the columns that are shown; nothing is applied. */
  function load(recipe: Recipe): void {
    store.setState({ draft: draftOf(recipe), editing: null, removed: null, found: null, error: null });
    trial.tryNow();
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
    ...edits,
    apply,
    cancelExtraction,
    applyProgress,
    revert,
    load,
    ...shelf,
  };
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
