/** When a run will be done, in words, with how sure that is. */
import type { Forecast } from '../../shared/plan.ts';

export interface TimeLeft {
  readonly leftMs: number;
  /** Half the width of the band in which it will probably end. */
  readonly plusMinusMs: number;
}

export function timeLeftOf({ endLowMs, endMs, endHighMs }: Forecast): TimeLeft {
  return { leftMs: endMs, plusMinusMs: (endHighMs - endLowMs) / 2 };
}

/** `done about 17:42 (±4 min)`; under two minutes the time left itself: `done in about 40 s (±5 s)`. */
export function describeTimeLeft(left: TimeLeft, nowMs: number): string {
  if (left.leftMs < 120_000) {
    const step = left.leftMs < 20_000 ? 1 : 5;
    const seconds = Math.max(step, Math.round(left.leftMs / 1000 / step) * step);
    return `done in about ${seconds} s (±${Math.max(1, Math.round(left.plusMinusMs / 1000))} s)`;
  }
  const end = new Date(nowMs + left.leftMs);
  const time = `${pad(end.getHours())}:${pad(end.getMinutes())}`;
  const days = Math.floor((startOfDay(end) - startOfDay(new Date(nowMs))) / 86_400_000 + 0.5);
  // Nobody plans the minute of a day that far off.
  if (days > 6) return `done in about ${days} days (±${describeSpread(left.plusMinusMs)})`;
  const day = days === 0 ? '' : days === 1 ? ' tomorrow' : ` in ${days} days`;
  return `done about ${time}${day} (±${describeSpread(left.plusMinusMs)})`;
}

function describeSpread(spreadMs: number): string {
  const minutes = Math.max(1, Math.round(spreadMs / 60_000));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
