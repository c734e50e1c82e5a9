/** Numbers, times and paths as people read them in a terminal. */

/** `12,345` */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 row`, `2,000 rows` */
export function formatPlural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `0:07`, `12:34`, `13:48:20` */
export function formatClock(durationMs: number): string {
  const totalSec = Math.max(0, Math.round(durationMs / 1000));
  const hours = Math.floor(totalSec / 3600);
  const minutes = Math.floor(totalSec / 60) % 60;
  const seconds = String(totalSec % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** `940 B`, `1.5 MB`; units of 1,024 as everywhere in Gleaner. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** A rate keeps one decimal while it is small: 0.5 a second is not 1 a second. */
export function formatRate(ratePerSec: number): string {
  return ratePerSec > 0 && ratePerSec < 10 ? ratePerSec.toFixed(1) : formatCount(ratePerSec);
}

/** `argument` as it can be pasted into a shell. */
export function quoteArgument(argument: string): string {
  return /^[\w@%+=:,./-]+$/u.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
