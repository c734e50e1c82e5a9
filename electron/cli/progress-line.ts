/** Draws the one line that shows how far a run is. Pure: a view and a width in, a text out. */
import { holdWords } from '../../shared/holds.ts';
import { OUTCOMES } from '../../shared/outcome-codes.ts';
import type { ProgressBatch } from '../../shared/progress.ts';
import { formatCountdown, formatCount, formatRate } from '../../shared/format.ts';

export interface ProgressLineStyle {
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** False: plain ASCII, for terminals that say they have nothing else. */
  readonly isUnicode: boolean;
}

const BAR_MIN = 10;
const BAR_MAX = 40;
const GAP = '  ';

/**
 * Bar, share, done of rows, failed, rate, time left. Numbers keep their places from one
 * drawing to the next. What does not fit is left out whole, the least telling part first.
 */
export function progressLine(batch: ProgressBatch, { columns, isUnicode }: ProgressLineStyle): string {
  const { rows, failed } = batch.totals;
  const done = doneRows(batch);
  const width = formatCount(rows).length;
  const parts = {
    share: shareText(done, rows).padStart(4),
    done: `${formatCount(done).padStart(width)} of ${formatCount(rows)}`,
    failed: `${formatCount(failed).padStart(Math.min(width, 5))} failed`,
    rate: `${formatRate(batch.ratePerSec).padStart(6)}/s`,
    left: waitingText(batch) ?? `${timeLeftText(batch).padStart(7)} left`,
  };
  // One column stays free: a terminal wraps when the last one is filled, and a wrapped
  // line cannot be drawn again in place.
  const room = columns - 1;
  for (const names of FITTING_ORDER) {
    const text = names.map((name) => parts[name]).join(GAP);
    const barWidth = Math.min(BAR_MAX, room - text.length - GAP.length);
    if (names === FITTING_ORDER[0] && barWidth >= BAR_MIN)
      return bar(done, rows, barWidth, isUnicode) + GAP + text;
    if (text.length <= room) return text;
  }
  return parts.share.trim().slice(0, Math.max(0, room));
}

const FITTING_ORDER = [
  ['share', 'done', 'failed', 'rate', 'left'],
  ['share', 'done', 'failed', 'left'],
  ['share', 'done', 'failed'],
  ['share', 'done'],
] as const;

/** The same for a log: no bar, no padding. */
export function progressSentence(batch: ProgressBatch): string {
  const { rows, failed } = batch.totals;
  const done = doneRows(batch);
  return (
    `${formatCount(done)} of ${formatCount(rows)} rows (${shareText(done, rows)}), ${formatCount(failed)} failed, ` +
    `${formatRate(batch.ratePerSec)}/s, ${waitingText(batch) ?? `${timeLeftText(batch)} left`}`
  );
}

function doneRows({ totals }: ProgressBatch): number {
  return totals.ok + totals.failed + totals.skipped;
}

/** Rounded down, so that 100% means that the last row is settled. */
function shareText(done: number, rows: number): string {
  return `${rows === 0 ? 100 : Math.floor((done / rows) * 100)}%`;
}

function timeLeftText({ totals, ratePerSec, forecast }: ProgressBatch): string {
  if (totals.pending === 0) return formatCountdown(0);
  if (forecast !== null) return formatCountdown(forecast.endMs);
  return ratePerSec > 0 ? formatCountdown((totals.pending / ratePerSec) * 1000) : '-:--';
}

/** Set when nothing moves, and why; a rate of 0 alone looks like a fault. */
function waitingText({ ratePerSec, parked, parkedCount, hold }: ProgressBatch): string | null {
  if (hold !== null) return `waiting: ${holdWords(hold.code).cause}`;
  const soonest = parked.at(-1);
  if (ratePerSec > 0 || soonest === undefined) return null;
  const until = new Date(soonest.untilMs).toTimeString().slice(0, 8);
  const others = parkedCount > 1 ? ` and ${formatCount(parkedCount - 1)} more` : '';
  return `waiting for ${soonest.origin}${others} until ${until}: ${OUTCOMES[soonest.reason].cause}`;
}

function bar(done: number, rows: number, width: number, isUnicode: boolean): string {
  const filled = rows === 0 ? width : Math.floor((done / rows) * width);
  return isUnicode
    ? '█'.repeat(filled) + '░'.repeat(width - filled)
    : `[${'#'.repeat(Math.min(filled, width - 2))}`.padEnd(width - 1, '-') + ']';
}
