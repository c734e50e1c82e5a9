/** A deadline: the time that people type, and whether a forecast fits it. */
import type { Forecast } from './plan.ts';

/**
 * The next time that a clock shows `text` (`HH:MM`), today or tomorrow.
 *
 * @returns Epoch milliseconds; `null` for what is no time.
 */
export function nextAt(text: string, nowMs: number): number | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)$/u.exec(text.trim());
  if (match === null) return null;
  const at = new Date(nowMs);
  at.setHours(Number(match[1]), Number(match[2]), 0, 0);
  if (at.getTime() <= nowMs) at.setDate(at.getDate() + 1);
  return at.getTime();
}

/** `close`: done in time as it looks, but it may be late. `unlikely`: late as it looks, but it may be in time. */
export type Fit = 'fits' | 'close' | 'unlikely' | 'late';

/** @param deadlineMs From now. */
export function fitOf({ endLowMs, endMs, endHighMs }: Forecast, deadlineMs: number): Fit {
  if (endHighMs <= deadlineMs) return 'fits';
  if (endMs <= deadlineMs) return 'close';
  return endLowMs <= deadlineMs ? 'unlikely' : 'late';
}

/** `At this speed done at 17:42: 18 min early`. */
export function fitWords(forecast: Forecast, deadlineAtMs: number, nowMs: number): string {
  const endAtMs = nowMs + forecast.endMs;
  return `At this speed done at ${clockText(endAtMs, nowMs)}: ${marginWords(deadlineAtMs - endAtMs)}`;
}

/** `18 min early`, `2 h 5 min late`, `just in time`. */
export function marginWords(earlyMs: number): string {
  const span = spanText(Math.abs(earlyMs));
  if (span === null) return 'just in time';
  return `${span} ${earlyMs > 0 ? 'early' : 'late'}`;
}

/** `17:42`, `03:00 tomorrow`, `03:00 in 3 days`. */
export function clockText(atMs: number, nowMs: number): string {
  const at = new Date(atMs);
  const days = Math.round((startOfDay(at) - startOfDay(new Date(nowMs))) / 86_400_000);
  const day = days <= 0 ? '' : days === 1 ? ' tomorrow' : ` in ${days} days`;
  return `${pad(at.getHours())}:${pad(at.getMinutes())}${day}`;
}

/** @returns `null` for less than half a minute. */
function spanText(spanMs: number): string | null {
  const minutes = Math.round(spanMs / 60_000);
  if (minutes === 0) return null;
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

function startOfDay(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
