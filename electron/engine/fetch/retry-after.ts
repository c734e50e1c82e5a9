/**
 * Retry-After (RFC 9110, 10.2.3): a number of seconds, or a date in any of the three
 * forms of RFC 9110, 5.6.7, always in UTC.
 *
 * `Date.parse` is no parser for it: it takes `-5`, `1.5` and `2030` for dates, and reads
 * the asctime form as local time (measured).
 */
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const IMF_FIXDATE = /^[A-Z][a-z]{2}, (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d{2})-([A-Z][a-z]{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2}) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d{2}):(\d{2}):(\d{2}) (\d{4})$/;

/**
 * @param wallNowMs Epoch milliseconds, for the date forms.
 * @returns Milliseconds to wait, 0 for a date that has passed, `null` when `value` is neither form.
 */
export function parseRetryAfter(value: string, wallNowMs: number): number | null {
  const text = value.trim();
  if (/^\d{1,10}$/.test(text)) return Number(text) * 1000;
  const dateMs = parseHttpDate(text, wallNowMs);
  return dateMs === null ? null : Math.max(0, dateMs - wallNowMs);
}

function parseHttpDate(text: string, wallNowMs: number): number | null {
  const imf = IMF_FIXDATE.exec(text);
  if (imf) return utc(imf[3]!, imf[2]!, imf[1]!, imf.slice(4));
  const rfc850 = RFC_850.exec(text);
  if (rfc850) return utc(fullYear(Number(rfc850[3]), wallNowMs), rfc850[2]!, rfc850[1]!, rfc850.slice(4));
  const asctime = ASCTIME.exec(text);
  if (asctime) return utc(asctime[6]!, asctime[1]!, asctime[2]!, asctime.slice(3, 6));
  return null;
}

/** A two-digit year that would be more than 50 years ahead is in the past (RFC 9110, 5.6.7). */
function fullYear(twoDigits: number, wallNowMs: number): string {
  const thisYear = new Date(wallNowMs).getUTCFullYear();
  const year = Math.floor(thisYear / 100) * 100 + twoDigits;
  return String(year > thisYear + 50 ? year - 100 : year);
}

function utc(year: string, month: string, day: string, time: readonly string[]): number | null {
  const monthIndex = MONTHS.indexOf(month);
  const [hours, minutes, seconds] = time.map(Number);
  const dayNumber = Number(day);
  if (monthIndex === -1 || dayNumber < 1 || dayNumber > 31 || hours! > 23 || minutes! > 59 || seconds! > 60)
    return null;
  return Date.UTC(Number(year), monthIndex, dayNumber, hours, minutes, seconds);
}
