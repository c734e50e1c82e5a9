/** Where the time of an attempt went, as a bar to scale and the same in words. */
import { formatDuration } from '../../../shared/format.ts';
import type { AttemptPhases } from '../../../shared/rows.ts';
import { describePhases, phasesOf } from '../../ui/phases.ts';

export function PhaseBar({ phases }: { readonly phases: AttemptPhases }) {
  const shares = phasesOf(phases);
  const totalMs = shares.reduce((sum, { ms }) => sum + ms, 0);
  if (shares.length === 0) return null;
  return (
    <div className="mt-1.5 mb-1">
      <div
        role="img"
        aria-label={`Time: ${describePhases(shares)}`}
        className="flex h-2 overflow-hidden rounded-full bg-sunken"
      >
        {shares.map(({ phase, label, fill, ms }) => (
          <div
            key={phase}
            title={`${label} ${formatDuration(ms)}`}
            className={`border-r border-surface last:border-r-0 ${fill}`}
            // Never thinner than a line, or it would not be seen to have happened.
            style={{ flexGrow: totalMs === 0 ? 1 : ms, flexBasis: 0, minWidth: 3 }}
          />
        ))}
      </div>
      <ul aria-hidden className="tabular mt-1 flex flex-wrap gap-x-3 text-12 text-muted">
        {shares.map(({ phase, short, fill, ms }) => (
          <li key={phase} className="flex items-center gap-1">
            <span className={`size-2 rounded-full ${fill}`} />
            {short} {formatDuration(ms)}
          </li>
        ))}
      </ul>
    </div>
  );
}
