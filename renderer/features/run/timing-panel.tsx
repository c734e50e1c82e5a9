/** Where the time goes: the phases of all attempts of the run. */
import { formatCountOf } from '../../../shared/format.ts';
import { useRun } from '../../state/use-app.ts';
import { PhaseTable } from './phase-table.tsx';

export function TimingPanel() {
  const phases = useRun((state) => state.phases);
  const attempts = phases.total?.count ?? 0;
  return (
    <div
      role="region"
      aria-label="Where the time goes"
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto px-4 py-2 outline-offset-[-2px]"
    >
      {attempts === 0 ? (
        <p className="py-2 text-muted">No attempt has ended since the first one began.</p>
      ) : (
        <>
          <PhaseTable label="Phase times" phases={phases} />
          <p className="tabular pt-2 text-12 text-muted">
            Over {formatCountOf(attempts, 'attempt')}, retries included: half took at most p50, 99 of 100 at
            most p99. The whole attempt is without the wait.
          </p>
        </>
      )}
    </div>
  );
}
