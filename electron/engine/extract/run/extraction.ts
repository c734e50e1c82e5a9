/** Takes the columns out of all kept pages of a run again, batch by batch, without a request. */
import type { Recipe } from '../../../../shared/recipe.ts';
import type { ExtractionProgress, ExtractionResult } from '../../../../shared/recipe-work.ts';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { RowFields } from '../../ledger/field-rows.ts';
import type { ArrivedPage, ExtractedFields } from '../../pages/page-work.ts';
import { PooledExtractor } from '../pool/pooled-extractor.ts';
import type { PageWorkers } from '../pool/page-workers.ts';
import type { KeptPages, PageBatch } from './kept-pages.ts';

const PROGRESS_INTERVAL_MS = 100;

export interface ExtractionOptions {
  readonly recipe: Recipe;
  readonly pages: KeptPages;
  readonly workers: PageWorkers;
  readonly clock: Clock;
  /** All of a batch in one transaction. */
  readonly write: (rows: readonly RowFields[]) => void;
  readonly onProgress: (progress: Omit<ExtractionProgress, 'extractId'>) => void;
  readonly signal: AbortSignal;
}

/**
 * What was written before a cancel stays.
 *
 * @throws AppError `CANCELLED`, and what reading and writing the run file throw
 */
export async function extractKeptPages(options: ExtractionOptions): Promise<ExtractionResult> {
  const { recipe, pages, workers, clock, signal } = options;
  const extractor = new PooledExtractor(workers, { ownsWorkers: false });
  extractor.setRecipe(recipe);
  const startedMs = clock.now();
  const tally = new Tally(recipe);
  const counts = await pages.count();
  const samples = await samplesOf(pages);
  let shownMs = -Infinity;

  function show(isLast: boolean): void {
    const nowMs = clock.now();
    if (!isLast && nowMs - shownMs < PROGRESS_INTERVAL_MS) return;
    shownMs = nowMs;
    const seconds = (nowMs - startedMs) / 1000;
    options.onProgress({
      pagesDone: tally.pages,
      // A sample is mostly of rows whose page is kept as well.
      pagesTotal: Math.max(counts.kept, tally.pages, counts.kept === 0 ? samples.size : 0),
      pagesPerSec: seconds > 0 ? tally.pages / seconds : 0,
    });
  }

  /** Begins at once. Never rejects. */
  function extractAll(batch: readonly ArrivedPage[]): Promise<readonly RowFields[]> {
    return Promise.all(
      batch.map(async (page) => ({ rowId: page.rowId, fields: await extractor.extract(page) })),
    );
  }

  function write(rows: readonly RowFields[]): void {
    if (signal.aborted) throw cancelled();
    options.write(rows);
    for (const { rowId, fields } of rows) {
      samples.delete(rowId);
      tally.add(fields);
    }
    show(false);
  }

  show(false);
  let coming: Promise<PageBatch> | null = pages.batch(-1);
  let before: Promise<readonly RowFields[]> = Promise.resolve([]);
  // While one batch is written the next is worked at, and the one after it is read.
  while (coming !== null) {
    const { pages: batch, next }: PageBatch = await coming;
    coming = next === null ? null : pages.batch(next);
    // When this batch fails nobody asks for the next one any more.
    void coming?.catch(() => undefined);
    if (signal.aborted) throw cancelled();
    const rows = extractAll(batch);
    write(await before);
    before = rows;
  }
  write(await before);
  // Of rows whose page is not kept otherwise.
  const kept = tally.pages;
  const left = [...samples.values()];
  if (left.length > 0) write(await extractAll(left));
  show(true);
  return {
    ...tally.result(),
    withoutPage: Math.max(0, counts.kept + counts.withoutPage - kept - left.length),
    elapsedMs: clock.now() - startedMs,
  };
}

async function samplesOf(pages: KeptPages): Promise<Map<number, ArrivedPage>> {
  return new Map((await pages.samples()).map((page) => [page.rowId, page]));
}

function cancelled(): AppError {
  return new AppError(ErrorCode.Cancelled, 'The extraction was cancelled.', {
    advice: 'What was extracted until then stays.',
  });
}

class Tally {
  readonly #recipe: Recipe;
  readonly #found: number[];
  #pages = 0;
  #incomplete = 0;
  #problems = 0;

  constructor(recipe: Recipe) {
    this.#recipe = recipe;
    this.#found = recipe.columns.map(() => 0);
  }

  get pages(): number {
    return this.#pages;
  }

  add({ cells, missing, problem }: ExtractedFields): void {
    this.#pages += 1;
    if (problem !== null) this.#problems += 1;
    if (problem !== null || missing > 0) this.#incomplete += 1;
    for (const [index, cell] of cells.entries()) {
      if (cell !== null) this.#found[index] = (this.#found[index] ?? 0) + 1;
    }
  }

  result(): Omit<ExtractionResult, 'withoutPage' | 'elapsedMs'> {
    return {
      pages: this.#pages,
      incomplete: this.#incomplete,
      problems: this.#problems,
      found: this.#recipe.columns.map(({ name }, index) => ({ name, pages: this.#found[index] ?? 0 })),
    };
  }
}
