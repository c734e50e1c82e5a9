/** Hosts that may not be asked before a time, with the time left. */
import { Hourglass } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formatCount, formatCountdown } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { ParkedHost } from '../../../shared/progress.ts';
import { hostOf } from '../../state/run-store.ts';
import { useRun } from '../../state/use-app.ts';

const SHOWN = 2;

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
  const soonest = parked.slice(-SHOWN).toReversed();
  const others = parkedCount - soonest.length;
  return (
    <ul aria-label="Waiting on hosts" className="border-t border-line bg-waiting-soft px-4 py-1 text-12">
      {soonest.map((host) => (
        <li key={host.origin} title={OUTCOMES[host.reason].cause} className="flex items-center gap-2">
          <Hourglass aria-hidden className="size-3 shrink-0 text-waiting" />
          <span className="truncate">{hostOf(host.origin)} asked us to wait</span>
          <span className="tabular ml-auto font-semibold">{formatCountdown(host.untilMs - nowMs)}</span>
        </li>
      ))}
      {others > 0 && <li className="pl-5 text-muted">and {formatCount(others)} more</li>}
    </ul>
  );
}

/** The time, once a second. */
function useNow(): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}
