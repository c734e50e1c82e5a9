/** The engine's requests about recipes: finding columns, trying them, setting them, extracting again. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { EngineEvents, EngineHandlers } from '../../../shared/ipc/engine-api.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { ExtractionResult, FoundProductData, TriedPage } from '../../../shared/recipe-work.ts';
import type { Clock } from '../clock.ts';
import type { ArrivedPage } from '../pages/page-work.ts';
import type { RunSession } from '../run/run-session.ts';
import { checkRecipe } from './compiled-recipe.ts';
import { numbered, TOO_SLOW } from './pool/pooled-extractor.ts';
import type { PageWorkers } from './pool/page-workers.ts';
import { findProductData } from './product/find-product-data.ts';
import { extractKeptPages } from './run/extraction.ts';
import type { KeptPages } from './run/kept-pages.ts';

/** Pages that one look at a sample reads; more make nobody wiser. */
const SAMPLE_MAX = 50;
/** Slow columns of one page that are left out one by one before it is given up. */
const TRIES_MAX = 4;
/** Named in the events of an extraction that nobody asked for by an id. */
export const BACKGROUND_EXTRACT_ID = 'recipe';

export type RecipeRequestName =
  | 'recipe.find'
  | 'recipe.try'
  | 'recipe.offers'
  | 'run.setRecipe'
  | 'extract.run'
  | 'extract.cancel';

export interface RecipeRequestOptions {
  /** @throws AppError `WRONG_STATE` when no run is open. */
  readonly session: () => RunSession;
  readonly openPages: (path: string) => KeptPages;
  readonly workers: () => PageWorkers;
  readonly clock: Clock;
  readonly onProgress: (progress: EngineEvents['extract.progress']) => void;
}

interface RunningExtraction {
  readonly id: string;
  readonly controller: AbortController;
  readonly done: Promise<unknown>;
}

export class RecipeRequests {
  readonly handlers: Pick<EngineHandlers, RecipeRequestName>;
  readonly #o: RecipeRequestOptions;
  #pages: { readonly path: string; readonly pages: KeptPages } | null = null;
  #running: RunningExtraction | null = null;

  constructor(options: RecipeRequestOptions) {
    this.#o = options;
    this.handlers = {
      'recipe.find': () => this.#find(),
      'recipe.try': async ({ recipe }) => ({
        pages: await Promise.all((await this.#samples()).map((page) => this.#tryOn(page, recipe))),
      }),
      'recipe.offers': ({ rowId }) => this.#offers(rowId),
      'run.setRecipe': ({ recipe }) => this.#setRecipe(recipe),
      'extract.run': ({ extractId }) => this.#extract(extractId),
      'extract.cancel': async ({ extractId }) => {
        if (this.#running?.id === extractId) await this.#cancel();
        return null;
      },
    };
  }

  /** Before the run is closed. */
  async close(): Promise<void> {
    await this.#cancel();
    const opened = this.#pages;
    this.#pages = null;
    await opened?.pages.close();
  }

  async #find(): Promise<FoundProductData> {
    const pages = await this.#samples();
    const workers = this.#o.workers();
    const results = await Promise.all(pages.map((page) => workers.run({ kind: 'survey' }, page)));
    const surveys = results.flatMap((result) => (result.kind === 'done' ? [result.value] : []));
    const problems = results.flatMap((result) => (result.kind === 'done' ? [] : [problemIn(result)]));
    return { proposals: findProductData(surveys), pages: surveys.length, problems };
  }

  async #tryOn(page: ArrivedPage, recipe: Recipe): Promise<TriedPage> {
    const { rowId, url } = page;
    const workers = this.#o.workers();
    const named = numbered(recipe);
    const skipped: number[] = [];
    let problem = TOO_SLOW;
    for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
      const result = await workers.run({ kind: 'try', recipe: named, skipped }, page);
      if (result.kind === 'done') return { rowId, url, ...result.value };
      problem = problemIn(result);
      if (result.kind === 'problem' || result.column < 0) break;
      skipped.push(result.column);
    }
    const cells = recipe.columns.map(({ fallback }) => ({
      cell: fallback,
      isMissing: true,
      problem: null,
      hits: 0,
      snippets: [],
    }));
    const missing = recipe.columns.filter(
      ({ isRequired, fallback }) => isRequired && fallback === null,
    ).length;
    return { rowId, url, cells, missing, problem };
  }

  async #offers(rowId: number) {
    const page = await this.#openPages().read(rowId);
    if (page === null) {
      throw new AppError(ErrorCode.NotFound, 'The page of this row was not kept.', {
        advice: 'Keep pages when you run the list, or look at a row of the sample.',
      });
    }
    const result = await this.#o.workers().run({ kind: 'offers' }, page);
    if (result.kind === 'done') return result.value;
    throw new AppError(ErrorCode.Unsupported, problemIn(result));
  }

  async #setRecipe(recipe: Recipe | null) {
    if (recipe !== null) checkRecipe(recipe);
    await this.#cancel();
    const session = this.#o.session();
    session.setRecipe(recipe);
    // In the background: rows that are there get their values without being asked for again.
    if (recipe !== null) void this.#extract(BACKGROUND_EXTRACT_ID).catch(() => undefined);
    return session.snapshot();
  }

  async #extract(extractId: string): Promise<ExtractionResult> {
    const session = this.#o.session();
    const { recipe } = session.snapshot().options;
    if (recipe === null) {
      throw new AppError(ErrorCode.WrongState, 'The run has no columns.', {
        advice: 'Choose columns first, or open a recipe.',
      });
    }
    const controller = new AbortController();
    // One at a time: two would write the same rows.
    const done = this.#cancel().then(() =>
      extractKeptPages({
        recipe,
        pages: this.#openPages(),
        workers: this.#o.workers(),
        clock: this.#o.clock,
        write: (rows) => session.replaceFields(rows),
        onProgress: (progress) => this.#o.onProgress({ extractId, ...progress }),
        signal: controller.signal,
      }),
    );
    const running: RunningExtraction = { id: extractId, controller, done: done.catch(() => undefined) };
    this.#running = running;
    try {
      return await done;
    } finally {
      if (this.#running === running) this.#running = null;
    }
  }

  async #cancel(): Promise<void> {
    const running = this.#running;
    running?.controller.abort();
    await running?.done;
  }

  async #samples(): Promise<readonly ArrivedPage[]> {
    const samples = await this.#openPages().samples();
    if (samples.length > 0) return samples.slice(0, SAMPLE_MAX);
    // A run of an older version, or one that was salvaged.
    return (await this.#openPages().batch(-1)).pages.slice(0, SAMPLE_MAX);
  }

  #openPages(): KeptPages {
    const { path } = this.#o.session();
    if (this.#pages?.path !== path) this.#pages = { path, pages: this.#o.openPages(path) };
    return this.#pages.pages;
  }
}

function problemIn(
  result: { readonly kind: 'problem'; readonly problem: string } | { readonly kind: 'slow' },
): string {
  return result.kind === 'slow' ? TOO_SLOW : result.problem;
}
