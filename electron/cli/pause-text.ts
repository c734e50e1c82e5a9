/** Why the run, or a host, paused itself, in words for a person. */
import { formatCount, formatCountOf } from '../../shared/format.ts';
import { OUTCOMES } from '../../shared/outcome-codes.ts';
import type { FailureAlarm, PausedHost, ProgressBatch } from '../../shared/progress.ts';
import { printable } from './printable.ts';
import type { Notice } from './reporter.ts';

/** What stopped a run that nobody stopped. */
export interface RunPause {
  /** `null`: every row that is left belongs to a paused host. */
  readonly reason: FailureAlarm | null;
  /** The first twenty. */
  readonly hosts: readonly PausedHost[];
  readonly hostCount: number;
}

/** @returns `null` unless the run is paused, which on the command line only the engine does. */
export function pauseOf({
  state,
  pauseReason,
  pausedHosts,
  pausedHostCount,
}: ProgressBatch): RunPause | null {
  if (state !== 'paused') return null;
  return { reason: pauseReason, hosts: pausedHosts, hostCount: pausedHostCount };
}

export function pauseText({ reason, hosts, hostCount }: RunPause): string {
  const out =
    reason === null
      ? ['gleaner: The run paused itself: the hosts of all rows that are left are paused.']
      : [`gleaner: The run paused itself: ${alarmText(reason, 'the')}.`, `  ${OUTCOMES[reason.code].advice}`];
  for (const host of hosts) {
    out.push(`  ${host.origin}: ${hostText(host)}. ${waitingText(host)}`);
    if (reason === null) out.push(`    ${OUTCOMES[host.alarm.code].advice}`);
  }
  const more = hostCount - hosts.length;
  if (more > 0) out.push(`  and ${formatCountOf(more, 'more host', 'more hosts')}`);
  return `${out.join('\n')}\n`;
}

/** Tells of each paused host once, unless the run pauses with it and says so itself. */
export class PausedHostNotices {
  readonly #told = new Set<string>();

  progressed(batch: ProgressBatch): readonly Notice[] {
    const { state, totals, pausedHosts } = batch;
    const pausedRows = pausedHosts.reduce((sum, { pendingRows }) => sum + pendingRows, 0);
    const othersGoOn = state === 'running' && totals.pending > pausedRows;
    const notices: Notice[] = [];
    for (const host of pausedHosts) {
      // A host may be done when its pages turn out to be block pages; then nothing waits for it.
      const isLate = state === 'finished' && host.cause === 'soft_block';
      const key = `${host.sinceMs} ${host.origin}`;
      if (this.#told.has(key) || !(othersGoOn || isLate)) continue;
      this.#told.add(key);
      notices.push({
        code: 'host_paused',
        message: isLate
          ? `${host.origin}: ${hostText(host)}.`
          : `${host.origin} is paused, the other hosts go on: ${hostText(host)}. ${waitingText(host)}`,
        advice: OUTCOMES[host.alarm.code].advice,
      });
    }
    return notices;
  }
}

function hostText({ cause, alarm, sample }: PausedHost): string {
  if (cause === 'failures') return alarmText(alarm, 'its');
  const title = sample?.title ?? null;
  const page = sample === null ? '' : `: ${title === null ? '' : `"${printable(title)}" `}${sample.url}`;
  return (
    `${formatCount(alarm.failedAnswers)} of its last ${formatCountOf(alarm.answers, 'answer')} were a block page, ` +
    `or one page in place of many${page}`
  );
}

function alarmText({ code, failedAnswers, answers }: FailureAlarm, whose: 'its' | 'the'): string {
  return (
    `${formatCount(failedAnswers)} of ${whose} last ${formatCountOf(answers, 'answer')} failed, ` +
    `most often with ${code} (${OUTCOMES[code].cause})`
  );
}

function waitingText({ pendingRows }: PausedHost): string {
  return `${formatCountOf(pendingRows, 'row waits', 'rows wait')}.`;
}
