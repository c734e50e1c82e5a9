/** Entry of the worker threads that read pages. piscina calls {@link work} with one page at a time. */
import { compileRecipe, type CompiledColumn } from '../compiled-recipe.ts';
import { extractPage, problemOf, tryPage } from '../extract-page.ts';
import { PageContent } from '../page-content.ts';
import { surveyPage } from '../product/survey-page.ts';
import {
  Progress,
  timeStamp,
  type NumberedRecipe,
  type WorkerResult,
  type WorkerTask,
  type WorkResults,
} from './worker-tasks.ts';

let compiled: { readonly id: number; readonly columns: readonly CompiledColumn[] } | null = null;

export function work(task: WorkerTask): WorkerResult {
  const { progress } = task;
  Atomics.store(progress, Progress.Column, -1);
  Atomics.store(progress, Progress.StartedAt, timeStamp(Date.now()));
  try {
    return { kind: 'done', value: resultOf(task) };
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error) };
  }
}

function resultOf({ work: asked, page, progress }: WorkerTask): WorkResults[keyof WorkResults] {
  switch (asked.kind) {
    case 'extract':
    case 'try': {
      const options = {
        skipped: asked.skipped,
        onColumn: (index: number) => void Atomics.store(progress, Progress.Column, index),
      };
      const columns = columnsOf(asked.recipe);
      return asked.kind === 'try' ? tryPage(page, columns, options) : extractPage(page, columns, options);
    }
    case 'offers':
      return new PageContent(page).offered.values.map(({ offer, name, value }) => ({ offer, name, value }));
    case 'survey':
      return surveyPage(page);
  }
}

function columnsOf({ id, recipe }: NumberedRecipe): readonly CompiledColumn[] {
  if (compiled?.id !== id) compiled = { id, columns: compileRecipe(recipe) };
  return compiled.columns;
}
