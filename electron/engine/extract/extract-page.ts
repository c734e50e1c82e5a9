/** Takes the columns of a recipe out of one page. */
import type { StoredCell } from '../../../shared/recipe.ts';
import type { TriedCell, TriedPage } from '../../../shared/recipe-work.ts';
import type { ExtractedFields } from '../pages/page-work.ts';
import type { CompiledColumn } from './compiled-recipe.ts';
import { MATCHES_MAX, PageProblem } from './limits.ts';
import { joined, normalised } from './normalise/normalise.ts';
import { PageContent, type PageSource } from './page-content.ts';
import type { Hit } from './sources/hit.ts';
import { snippetOf } from './sources/snippet.ts';

/** Hits of one column whose place is shown. */
const SNIPPETS_MAX = 5;

export interface PageOptions {
  /** Called before each column; what takes too long is the column that was named last. */
  readonly onColumn: (index: number) => void;
  /** Columns that are left out because they took too long before. */
  readonly skipped: readonly number[];
}

interface ColumnResult {
  readonly cell: StoredCell;
  readonly isMissing: boolean;
  readonly problem: string | null;
  readonly hits: readonly Hit[];
}

export function extractPage(
  source: PageSource,
  columns: readonly CompiledColumn[],
  options: PageOptions,
): ExtractedFields {
  const page = new PageContent(source);
  const results = allColumns(page, columns, options, false);
  return { cells: results.map(({ cell }) => cell), ...summary(results, columns) };
}

/** The same with everything that a person wants to see of it. */
export function tryPage(
  source: PageSource,
  columns: readonly CompiledColumn[],
  options: PageOptions,
): Omit<TriedPage, 'rowId' | 'url'> {
  const page = new PageContent(source, true);
  const results = allColumns(page, columns, options, true);
  const cells = results.map(({ cell, isMissing, problem, hits }): TriedCell => ({
    cell,
    isMissing,
    problem,
    hits: hits.length,
    snippets: hits.slice(0, SNIPPETS_MAX).flatMap((hit) => snippetOf(hit, page.text) ?? []),
  }));
  return { cells, ...summary(results, columns) };
}

/** Of a page that could not be read at all. */
export function nothingFrom(columns: readonly CompiledColumn[], problem: string): ExtractedFields {
  const cells = columns.map(({ column }) => column.fallback);
  const missing = columns.filter(({ column }) => column.isRequired && column.fallback === null).length;
  return { cells, missing, problem };
}

function allColumns(
  page: PageContent,
  columns: readonly CompiledColumn[],
  { onColumn, skipped }: PageOptions,
  wantsHits: boolean,
): readonly ColumnResult[] {
  return columns.map((compiled, index) => {
    if (skipped.includes(index)) {
      return withoutValue(compiled, `Column “${compiled.column.name}” takes too long on this page.`);
    }
    onColumn(index);
    return oneColumn(page, compiled, wantsHits);
  });
}

function oneColumn(page: PageContent, compiled: CompiledColumn, wantsHits: boolean): ColumnResult {
  const { column, find } = compiled;
  if (find === null) return withoutValue(compiled, compiled.problem);
  const hits: Hit[] = [];
  const cells: StoredCell[] = [];
  const isEnough = () => !wantsHits && !column.takesAll && cells.length > 0;
  try {
    for (const hit of find(page)) {
      hits.push(hit);
      const cell = normalised(hit, column.type, page);
      if (cell !== null) cells.push(cell);
      if (isEnough() || hits.length === MATCHES_MAX) break;
    }
  } catch (error) {
    // What one column cannot read, another may: JSON and HTML are read by different columns.
    return withoutValue(compiled, `Column “${column.name}”: ${problemOf(error)}`);
  }
  const cell = column.takesAll ? joined(cells) : (cells[0] ?? null);
  if (cell !== null) return { cell, isMissing: false, problem: null, hits };
  return { ...withoutValue(compiled, null), hits };
}

function withoutValue({ column }: CompiledColumn, problem: string | null): ColumnResult {
  return { cell: column.fallback, isMissing: true, problem, hits: [] };
}

function summary(
  results: readonly ColumnResult[],
  columns: readonly CompiledColumn[],
): Pick<ExtractedFields, 'missing' | 'problem'> {
  const missing = results.filter(
    ({ isMissing }, index) =>
      isMissing && columns[index]?.column.isRequired === true && columns[index].column.fallback === null,
  ).length;
  return { missing, problem: results.find(({ problem }) => problem !== null)?.problem ?? null };
}

/** For people. A fault of ours is not hidden behind the page. */
export function problemOf(error: unknown): string {
  if (error instanceof PageProblem) return error.message;
  // The stack is full: something on the page is nested beyond what the library bears.
  if (error instanceof RangeError) return 'The page is nested too deeply.';
  throw error;
}
