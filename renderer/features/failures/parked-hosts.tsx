/** Hosts that may not be asked before a time, with the time left. */
import { Hourglass } from 'lucide-react';
import { formatCountdown, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { ParkedHost } from '../../../shared/progress.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useRun } from '../../state/use-app.ts';
import { useNow } from '../run/use-now.ts';

export function ParkedHosts() {
  const parked = useRun((state) => state.parked);
  const parkedCount = useRun((state) => state.parkedCount);
  if (parked.length === 0) return null;
  return <Waiting parked={parked} parkedCount={parkedCount} />;
}

interface WaitingProps {
  readonly parked: readonly ParkedHost[];
  readonly parkedCount: number;
}

function Waiting({ parked, parkedCount }: WaitingProps) {
  const nowMs = useNow();
  // The engine gives the soonest last.
  const soonest = parked.at(-1);
  if (soonest === undefined) return null;
  const names = parked.map(({ origin, reason }) => `${hostOf(origin)}: ${OUTCOMES[reason].cause}`);
  return (
    <p
      title={names.join('\n')}
      className="flex items-center gap-2 rounded-b border-t border-line bg-waiting-soft px-4 py-1 text-12"
    >
      <Hourglass aria-hidden className="size-3 shrink-0 text-waiting" />
      <span className="truncate">{hostOf(soonest.origin)} asked us to wait</span>
      {parkedCount > 1 && (
        <span className="shrink-0 text-muted">and {formatCountOf(parkedCount - 1, 'other')}</span>
      )}
      <span className="tabular ml-auto shrink-0 font-semibold">
        {formatCountdown(soonest.untilMs - nowMs)}
      </span>
    </p>
  );
}
