/**
 * Numbers as people read them, for the window and the command line: thousands
 * separated, a unit always, at most three significant digits for rates and times.
 *
 * English on purpose, whatever the system says: logs, screenshots and the command
 * line's output stay comparable.
 */

const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** `98301` -> `98,301` */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** `1` -> `1 row`, `2` -> `2 rows` */
export function formatCountOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** At most three significant digits, without an exponent: `0.84`, `8.41`, `84.1`, `841`, `8,410`. */
export function formatThreeDigits(value: number): string {
  if (!Number.isFinite(value) || value <= 0) return '0';
  const whole = Math.floor(Math.log10(value)) + 1;
  if (whole >= 3) {
    const unit = 10 ** (whole - 3);
    return counts.format(Math.round(value / unit) * unit);
  }
  return String(Number(value.toFixed(Math.max(0, Math.min(2, 3 - whole)))));
}

/** Per second, without the `/s`. Whole above 10, so that the last digit does not dance. */
export function formatRate(perSec: number): string {
  if (perSec >= 10) return formatThreeDigits(Math.round(perSec));
  return perSec > 0 ? Math.max(0.1, perSec).toFixed(1) : '0';
}

const BYTE_UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** Powers of 1,000, as file managers show them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < BYTE_UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? counts.format(value) : formatThreeDigits(value)} ${BYTE_UNITS[unit] ?? 'B'}`;
}

/** `850 ms`, `4.2 s`, `3 min 20 s`, `2 h 05 min`, `3 d 4 h`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 59_950) return `${formatThreeDigits(Math.round(durationMs / 100) / 10)} s`;
  const seconds = Math.round(durationMs / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${pad(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
  const hours = Math.round(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** Time left on a wait: `0:42`, `12:05`, `1:02:05`. */
export function formatCountdown(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = pad(seconds % 60);
  return hours > 0 ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** A whole-number share that says 100 only when everything is done and 0 only when nothing is. */
export function formatPercent(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0 %';
  if (part >= whole) return '100 %';
  return `${Math.min(99, Math.max(1, Math.round((part / whole) * 100)))} %`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
