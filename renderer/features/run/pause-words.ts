/** Why something waits, in sentences: for banners, the line at the top and screen readers. */
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import { holdWords, type HoldCode, type HoldWords } from '../../../shared/holds.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { FailureAlarm, HostDecision, PausedHost } from '../../../shared/progress.ts';
import { hostOf } from '../../state/run-markers.ts';

/** `834 of the last 1,000 answers failed, most with “The server refused (403)”` */
export function alarmWords({ code, failedAnswers, answers }: FailureAlarm, whose = 'the'): string {
  const share = `${formatCount(failedAnswers)} of ${whose} last ${formatCountOf(answers, 'answer')} failed`;
  return `${share}, ${failedAnswers === 1 ? '' : 'most '}with “${OUTCOMES[code].cause}”`;
}

export function pausedHostWords({ origin, cause, alarm }: PausedHost): string {
  const host = hostOf(origin);
  switch (cause) {
    case 'failures':
      return `${host} is paused: ${alarmWords(alarm, 'its')}`;
    case 'soft_block': {
      const share = `${formatCount(alarm.failedAnswers)} of its last ${formatCountOf(alarm.answers, 'answer')}`;
      return `${host} may be blocking us: ${share} were a block page or the same page`;
    }
  }
}

/** `228 rows wait.` */
export function waitingWords({ pendingRows }: PausedHost): string {
  if (pendingRows === 0) return 'All its rows were asked.';
  return `${formatCountOf(pendingRows, 'row')} ${pendingRows === 1 ? 'waits' : 'wait'}.`;
}

interface DecisionWords {
  readonly decision: HostDecision;
  readonly label: string;
  /** Beginning of `label`, where it is clear which host is meant. */
  readonly shortLabel: string;
  /** What becomes of its rows. */
  readonly meaning: string;
}

/** What can be decided about a paused host. */
export function decisionsOn(cause: PausedHost['cause']): readonly DecisionWords[] {
  switch (cause) {
    case 'failures':
      return [
        {
          decision: 'again',
          label: 'Go on',
          shortLabel: 'Go on',
          meaning: 'Asks it again. As many failures pause it again.',
        },
        {
          decision: 'ignore',
          label: 'Never pause this host',
          shortLabel: 'Never pause',
          meaning: 'Asks it again, and failures never pause it in this run.',
        },
      ];
    case 'soft_block':
      return [
        {
          decision: 'again',
          label: 'Go on',
          shortLabel: 'Go on',
          meaning: 'Its blocked rows are asked again with the rest.',
        },
        {
          decision: 'accept',
          label: 'Pages are fine',
          shortLabel: 'Pages are fine',
          meaning: 'Its blocked rows become ok, and its pages are not looked at again.',
        },
        {
          decision: 'ignore',
          label: 'Never pause this host',
          shortLabel: 'Never pause',
          meaning: 'Goes on. Block pages still count as failed rows, without a pause.',
        },
      ];
  }
}

/** Whose own advice does not say that the run goes on by itself. */
const LEAVES_IT_OPEN: ReadonlySet<HoldCode> = new Set([
  'local.disk_full',
  'local.too_many_files',
  'local.proxy',
]);

export function holdBannerWords(code: HoldCode): HoldWords {
  const { cause, advice } = holdWords(code);
  return {
    cause: `The run waits: ${cause.charAt(0).toLowerCase()}${cause.slice(1)}`,
    advice: LEAVES_IT_OPEN.has(code) ? `${advice} The run goes on by itself.` : advice,
  };
}

/** `17:42:10` */
export function clockTime(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}
