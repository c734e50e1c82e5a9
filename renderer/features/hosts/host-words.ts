/** How a host is asked and why, in words. */
import { formatCountdown, formatRate } from '../../../shared/format.ts';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostState } from '../../../shared/host-pace.ts';
import type { RunState } from '../../../shared/progress.ts';

export interface HostStateWords {
  /** `Speeding up` */
  readonly state: string;
  /** `answers are healthy`; empty when the state says it all. */
  readonly reason: string;
}

const STATE_WORDS: Readonly<Record<HostState, string>> = {
  waiting: 'Waiting',
  ramping: 'Speeding up',
  steady: 'Steady',
  backing_off: 'Slowed down',
  parked: 'Parked',
  paused: 'Paused',
  fixed: 'Fixed',
  done: 'Done',
};

export function hostStateWords(live: HostLive, nowMs: number): HostStateWords {
  const state = STATE_WORDS[live.state];
  if (live.state === 'done') return { state, reason: '' };
  if (live.state === 'waiting') return { state, reason: 'not asked yet' };
  if (live.state === 'fixed') return { state, reason: 'your limits' };
  if (live.state !== 'parked' || live.parked === null) return { state, reason: reasonWords(live) };
  const { untilMs } = live.parked;
  const left = `${formatCountdown(untilMs - nowMs)} left`;
  return { state: `Parked until ${clockMinute(untilMs)} (${left})`, reason: reasonWords(live) };
}

/** Of a host of which the engine has nothing to tell: the run does not fetch. */
export function restingWords(pendingRows: number, runState: RunState): HostStateWords {
  if (pendingRows === 0) return { state: 'Done', reason: '' };
  if (runState === 'ready') return { state: 'Waiting', reason: 'not started' };
  return { state: 'Waiting', reason: `the run is ${runState === 'stopped' ? 'stopped' : 'paused'}` };
}

function reasonWords({ state, reason, refusedAtPerSec, pausedBy }: HostLive): string {
  switch (reason) {
    case 'starting':
      return 'getting to know it';
    case 'healthy':
      return 'answers are healthy';
    case 'user_limit':
      return 'your limit';
    case 'refused':
      return state === 'parked' || refusedAtPerSec === null
        ? 'it asked for less'
        : `it said no at ${formatRate(refusedAtPerSec)}/s`;
    case 'slower':
      return 'asked more, it answered more slowly';
    case 'failing':
      return 'more answers failed';
    case 'down':
      return 'nothing worked any more';
    case 'quota':
      return 'it says how much is left to us';
    case 'retry_after':
      return state === 'parked' ? 'the server asked for it' : 'the server asked for a pause';
    case 'remembered':
      return 'from what it bore before';
    case 'probing':
      return 'trying whether it bears more';
    case 'user_pause':
      return 'by you';
    case 'alarm':
      return pausedBy === 'soft_block' ? 'it may be blocking us' : 'too much failed';
  }
}

/** `17:42` */
function clockMinute(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
