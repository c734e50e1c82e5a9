/** Dates as pages write them, to ISO 8601. What is not one, or not clearly one, is none. */
import { withPlainDigits } from './digits.ts';

/** Where month and day stand as in the United States. */
const MONTH_FIRST = /^(?:en(?:-(?:US|CA|PH))?|es-(?:US|PR)|fil)$/i;
const ISO =
  /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)?)?$/;
const TIME_AFTER =
  /[\s,T]+(?:at |um |à )?(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(?:Uhr|h))?\s*(Z|GMT|UTC|[+-]\d{2}:?\d{2})?$/i;

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** @returns `2026-03-09` or `2026-03-09T14:05:00+01:00`; without a zone when the page names none. */
export function dateIn(text: string, language: string | null): string | null {
  const plain = withPlainDigits(text).replace(/\s+/g, ' ').trim();
  if (plain.length > 100) return null;
  const iso = ISO.exec(plain);
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, zone] = iso;
    return isoText(
      { year: Number(year), month: Number(month), day: Number(day) },
      hour,
      minute,
      second,
      zone,
    );
  }
  const time = TIME_AFTER.exec(plain);
  const day = dayIn(time === null ? plain : plain.slice(0, time.index), language);
  return day === null ? null : isoText(day, time?.[1], time?.[2], time?.[3], time?.[4]);
}

function dayIn(text: string, language: string | null): Day | null {
  const asian = /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]?\.?$/.exec(text);
  if (asian !== null) return dayOf(asian[1], asian[2], asian[3]);
  const yearFirst = /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})\.?$/.exec(text);
  if (yearFirst !== null) return dayOf(yearFirst[1], yearFirst[2], yearFirst[3]);
  const numbers = /^(?:\p{L}+[.,]? )?(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})$/u.exec(text);
  if (numbers !== null) {
    const [, first, sign, second, year] = numbers;
    // With points the day comes first everywhere.
    const isMonthFirst = sign !== '.' && MONTH_FIRST.test(language ?? '') && Number(first) <= 12;
    if (isMonthFirst || (sign !== '.' && Number(second) > 12)) return dayOf(year, first, second);
    return dayOf(year, second, first);
  }
  const named =
    /^(?:\p{L}+[.,]? )?(\d{1,2})(?:st|nd|rd|th|er|\.|º)?(?: de | of | |-)(\p{L}+)\.?,?(?: de | |-)(\d{4})$/iu.exec(
      text,
    );
  if (named !== null) return dayOf(named[3], monthNamed(named[2] ?? '', language), named[1]);
  const monthNamedFirst = /^(?:\p{L}+, )?(\p{L}+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/u.exec(text);
  if (monthNamedFirst !== null) {
    return dayOf(monthNamedFirst[3], monthNamed(monthNamedFirst[1] ?? '', language), monthNamedFirst[2]);
  }
  return null;
}

function dayOf(year: unknown, month: unknown, day: unknown): Day {
  return { year: Number(year), month: Number(month), day: Number(day) };
}

const months = new Map<string, readonly string[]>();

/** 1 to 12, in the page's language or in English; `NaN` for what is no month. */
function monthNamed(name: string, language: string | null): number {
  const word = name.toLocaleLowerCase();
  for (const one of language === null ? ['en'] : [language, 'en']) {
    const at = monthNames(one).findIndex(
      (month) => month === word || (word.length >= 3 && month.startsWith(word)),
    );
    if (at >= 0) return (at % 12) + 1;
  }
  return Number.NaN;
}

/** Twelve names, then the same as they stand beside a day: some languages inflect them. */
function monthNames(language: string): readonly string[] {
  let names = months.get(language);
  if (names === undefined) {
    try {
      const written = [{ month: 'long' }, { month: 'long', day: 'numeric' }, { month: 'short' }] as const;
      names = written.flatMap((options) => {
        const format = new Intl.DateTimeFormat(language, {
          ...options,
          calendar: 'gregory',
          timeZone: 'UTC',
        });
        return Array.from({ length: 12 }, (_, month) => {
          const parts = format.formatToParts(Date.UTC(2025, month, 15));
          return (parts.find(({ type }) => type === 'month')?.value ?? '')
            .toLocaleLowerCase()
            .replace(/\.$/, '');
        });
      });
    } catch {
      names = [];
    }
    if (months.size < 200) months.set(language, names);
  }
  return names;
}

function isoText(
  { year, month, day }: Day,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  zone: string | undefined,
): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  // 31 February, or a month without a number.
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return null;
  const dayText = date.toISOString().slice(0, 10);
  if (hour === undefined || minute === undefined) return dayText;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  return `${dayText}T${hour.padStart(2, '0')}:${minute}:${second ?? '00'}${zoneText(zone)}`;
}

function zoneText(zone: string | undefined): string {
  if (zone === undefined) return '';
  if (/^(?:Z|GMT|UTC)$/i.test(zone)) return 'Z';
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}
