/** The state of a host in its row: a shape, the word, and the reason. */
import {
  Check,
  CircleDashed,
  Equal,
  Hourglass,
  Lock,
  OctagonPause,
  TrendingDown,
  TrendingUp,
  type LucideIcon,
} from 'lucide-react';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostState } from '../../../shared/host-pace.ts';
import type { HostRow } from '../../../shared/rows.ts';
import { isMoving } from '../../state/run-state.ts';
import { useRun } from '../../state/use-app.ts';
import { useNow } from '../run/use-now.ts';
import { hostStateWords, restingWords, type HostStateWords } from './host-words.ts';

const LOOKS: Readonly<Record<HostState, { readonly icon: LucideIcon; readonly colour: string }>> = {
  waiting: { icon: CircleDashed, colour: 'text-muted' },
  ramping: { icon: TrendingUp, colour: 'text-ok' },
  steady: { icon: Equal, colour: 'text-ok' },
  backing_off: { icon: TrendingDown, colour: 'text-waiting' },
  parked: { icon: Hourglass, colour: 'text-waiting' },
  paused: { icon: OctagonPause, colour: 'text-waiting' },
  fixed: { icon: Lock, colour: 'text-muted' },
  done: { icon: Check, colour: 'text-muted' },
};

interface Props {
  readonly host: HostRow;
  readonly live: HostLive | undefined;
}

export function HostStateCell({ host, live }: Props) {
  const runState = useRun((state) => state.state);
  // What is paused or waits for a time does so whatever the run does; the rest stands still with it.
  const isOwn = live !== undefined && ['paused', 'parked', 'done'].includes(live.state);
  // It is asked about this moment.
  if (live === undefined && host.pending > 0 && isMoving(runState)) return null;
  if (live === undefined || (!isOwn && runState !== 'running')) {
    const words = restingWords(live?.pendingRows ?? host.pending, runState);
    return <State state={words.state === 'Done' ? 'done' : 'waiting'} words={words} />;
  }
  if (live.state === 'parked') return <Parked live={live} />;
  return <State state={live.state} words={hostStateWords(live, 0)} />;
}

function Parked({ live }: { readonly live: HostLive }) {
  return <State state="parked" words={hostStateWords(live, useNow())} />;
}

function State({ state, words }: { readonly state: HostState; readonly words: HostStateWords }) {
  const { icon: Icon, colour } = LOOKS[state];
  const text = words.reason === '' ? words.state : `${words.state}: ${words.reason}`;
  return (
    <span className="flex min-w-0 items-center gap-1.5" title={text}>
      <Icon aria-hidden className={`size-3.5 shrink-0 ${colour}`} />
      <span className="truncate">
        <span className={`font-medium ${colour}`}>{words.state}</span>
        {words.reason !== '' && `: ${words.reason}`}
      </span>
    </span>
  );
}
