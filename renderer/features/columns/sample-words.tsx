/** On how many pages columns can be tried; when on none, why, and what to do. */
import { formatCountOf } from '../../../shared/format.ts';
import { isMoving } from '../../state/run-state.ts';
import { useColumns, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

export function SampleWords() {
  const { fetchAgain } = useModel();
  const count = useColumns((state) => state.sample?.length ?? 0);
  const hasOk = useRun(({ totals }) => totals.ok > 0);
  const state = useRun((current) => current.state);
  if (count > 0) {
    return (
      <p className="tabular text-muted">
        {formatCountOf(count, 'page')} of this run are here to try them on.
      </p>
    );
  }
  if (isMoving(state)) return <p className="text-muted">The first pages are on their way.</p>;
  if (!hasOk && state === 'finished')
    return <p className="text-muted">No page to try them on: no row of this run is ok.</p>;
  if (!hasOk)
    return (
      <p className="text-muted">
        No page to try them on: none has been fetched yet. Start the run; its first pages are kept for this.
      </p>
    );
  return (
    <div className="flex flex-col items-center gap-2">
      <p className="text-muted">
        No page to try them on: the pages of this run were not kept, or are no text. Fetch the list again to
        keep some.
      </p>
      {state === 'finished' && (
        <Button isSmall onClick={() => void fetchAgain()}>
          Fetch again
        </Button>
      )}
    </div>
  );
}
