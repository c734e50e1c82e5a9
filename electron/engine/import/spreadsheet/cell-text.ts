/**
 * The text of a cell, as somebody who looks at the sheet reads it, but without loss: a number in
 * full and without separators, so that programs read it; dates as ISO 8601; padding and percent as
 * shown, because there the format is the meaning (`00042`, `15%`).
 */
import { format, getFormatFromId, isDateFormat, isPercentFormat } from 'numfmt';

/** What the format of a cell makes of its number. */
export type NumberText = (value: number) => string;

/** How many days the two ways of counting days in a workbook are apart. */
const DAYS_1904 = 1462;
const PADDED = /^0{2,}$/;
const DAY_SECONDS = 86_400;

export function plainNumber(value: number): string {
  // Sixteen digits and more are noise of binary fractions: 0.1 + 0.2.
  return String(Number(value.toPrecision(15)));
}

/** @param pattern `null` for a built-in format: then `id` says which. */
export function numberTextOf(id: number, pattern: string | null, is1904: boolean): NumberText {
  const code = pattern ?? builtIn(id);
  if (code === null || code === 'General') return plainNumber;
  if (isDateFormat(code)) return (value) => dateText(is1904 ? value + DAYS_1904 : value, code);
  if (isPercentFormat(code) || PADDED.test(code)) return (value) => formatted(code, value);
  return plainNumber;
}

function builtIn(id: number): string | null {
  try {
    return getFormatFromId(id);
  } catch {
    return null;
  }
}

function formatted(code: string, value: number): string {
  try {
    return format(code, value);
  } catch {
    return plainNumber(value);
  }
}

function dateText(serial: number, code: string): string {
  // Beyond the year 9999, or a time that was counted backwards: no date.
  if (!(serial >= 0 && serial < 2_958_466)) return plainNumber(serial);
  // Elapsed time may be more than a day.
  if (/\[[hms]+\]/i.test(code)) return formatted('[h]:mm:ss', serial);
  const seconds = Math.round((serial % 1) * DAY_SECONDS);
  if (serial < 1) return formatted(seconds % 60 === 0 ? 'hh:mm' : 'hh:mm:ss', serial);
  if (seconds === 0) return formatted('yyyy-mm-dd', serial);
  return formatted(seconds % 60 === 0 ? 'yyyy-mm-dd hh:mm' : 'yyyy-mm-dd hh:mm:ss', serial);
}
