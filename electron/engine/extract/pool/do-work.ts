/** Does one piece of work on one page, in whatever thread this is called. */
import { OFFER_KINDS } from '../../../../shared/recipe.ts';
import type { OfferedValue } from '../../../../shared/recipe-work.ts';
import { compileRecipe, type CompiledColumn } from '../compiled-recipe.ts';
import { extractPage, problemOf, tryPage } from '../extract-page.ts';
import { PageContent, type PageSource } from '../page-content.ts';
import { surveyPage } from '../product/survey-page.ts';
import type { NumberedRecipe, PageWork, WorkerResult, WorkResults } from './worker-tasks.ts';

let compiled: { readonly id: number; readonly columns: readonly CompiledColumn[] } | null = null;

/** @param onColumn Called before each column. */
export function doWork(work: PageWork, page: PageSource, onColumn: (index: number) => void): WorkerResult {
  try {
    return { kind: 'done', value: resultOf(work, page, onColumn) };
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error) };
  }
}

function resultOf(
  work: PageWork,
  page: PageSource,
  onColumn: (index: number) => void,
): WorkResults[keyof WorkResults] {
  switch (work.kind) {
    case 'extract':
    case 'try': {
      const options = { skipped: work.skipped, onColumn };
      const columns = columnsOf(work.recipe);
      return work.kind === 'try' ? tryPage(page, columns, options) : extractPage(page, columns, options);
    }
    case 'offers':
      return offersOf(new PageContent(page));
    case 'survey':
      return surveyPage(page);
  }
}

function offersOf(page: PageContent): readonly OfferedValue[] {
  return OFFER_KINDS.flatMap((kind) =>
    page.offered(kind).values.map(({ offer, name, value }) => ({ offer, name, value })),
  );
}

function columnsOf({ id, recipe }: NumberedRecipe): readonly CompiledColumn[] {
  if (compiled?.id !== id) compiled = { id, columns: compileRecipe(recipe) };
  return compiled.columns;
}
