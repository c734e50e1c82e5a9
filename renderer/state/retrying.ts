/** What the retry dialog, the selection and the run have to do with each other. */
import { formatCount, formatCountOf } from '../../shared/format.ts';
import type { RetrySelection } from '../../shared/rows.ts';
import type { NoticesModel } from './notices-store.ts';
import type { ResultsModel } from './results-store.ts';
import { createRetryModel, type PointedOut, type RetryModel } from './retry-store.ts';
import type { RetryOptions } from './run-actions.ts';
import type { RunModel } from './run-store.ts';
import type { SelectionModel } from './selection-store.ts';

interface Parts {
  readonly run: RunModel;
  readonly results: ResultsModel;
  readonly selection: SelectionModel;
  readonly notices: NoticesModel;
}

export interface Retrying {
  readonly dialog: RetryModel;
  /** Asks the failed rows among these again. @returns Whether the retry has begun. */
  retryRows(rows: RetrySelection, options?: RetryOptions): Promise<boolean>;
}

export function createRetrying({ run, results, selection, notices }: Parts): Retrying {
  async function retryRows(rows: RetrySelection, options: RetryOptions = {}): Promise<boolean> {
    const requeued = await run.retryFailed(rows, options);
    if (requeued === null) return false;
    if (requeued === 0) notices.add('info', 'None of these rows has failed.', 'Nothing is asked again.');
    else if (rows.kind === 'rows' && requeued < rows.rowIds.length) {
      const of = formatCountOf(rows.rowIds.length, 'selected row');
      notices.add('info', `${formatCount(requeued)} of the ${of} had failed and are asked again.`);
    }
    selection.clear();
    return true;
  }

  const dialog = createRetryModel({
    failures: () => run.store.getState().totals.failures,
    selected: () => {
      const rows = selection.chosen();
      return rows?.kind === 'rows' ? { selection: rows, count: rows.rowIds.length } : null;
    },
    shown: () => shownFailures(results),
    retry: retryRows,
  });
  return { dialog, retryRows };
}

/** Failed rows that the filter shows; `null` when it shows none, or simply all of them. */
export function shownFailures({ store }: Pick<ResultsModel, 'store'>): PointedOut<'filter'> | null {
  const { filter, view } = store.getState();
  if (filter.outcome !== 'failed' && filter.outcome !== 'all') return null;
  if (filter.search === '' && filter.code === null) return null;
  // Of "all" nobody has counted how many have failed.
  const count = filter.outcome === 'failed' ? (view?.count ?? null) : null;
  return count === 0 ? null : { selection: { kind: 'filter', filter }, count };
}
