import { describe, expect, it } from 'vitest';
import { dateIn } from './dates.ts';
import { gtinIn } from './gtin.ts';
import { availabilityIn, booleanIn } from './words.ts';

describe('dates', () => {
  it.each([
    ['2026-03-09', null, '2026-03-09'],
    ['2026-03-09T14:05:00+01:00', null, '2026-03-09T14:05:00+01:00'],
    ['20260309', null, '2026-03-09'],
    ['09.03.2026', 'en-US', '2026-03-09'],
    ['03/09/2026', 'en-US', '2026-03-09'],
    ['09/03/2026', 'en-GB', '2026-03-09'],
    ['09/03/2026 14:05', 'fr', '2026-03-09T14:05:00'],
    ['9. März 2026, 14:05 Uhr', 'de', '2026-03-09T14:05:00'],
    ['March 9th, 2026', 'en', '2026-03-09'],
    ['Mon, 09 Mar 2026 14:05:00 GMT', 'de', '2026-03-09T14:05:00Z'],
    ['9 марта 2026', 'ru', '2026-03-09'],
    ['9 de marzo de 2026', 'es', '2026-03-09'],
    ['2026年3月9日', 'ja', '2026-03-09'],
    ['٠٩/٠٣/٢٠٢٦', 'ar', '2026-03-09'],
  ])('reads %s (%s)', (text, language, iso) => {
    expect(dateIn(text, language)).toBe(iso);
  });

  it.each(['31.02.2026', '2026-13-01', 'tomorrow', '12,99', '09/03', '', 'x'.repeat(200)])(
    'takes %s for none',
    (text) => {
      expect(dateIn(text, 'de')).toBeNull();
    },
  );
});

describe('GTINs', () => {
  it.each([
    ['4006381333931', '4006381333931'],
    ['40 0638 133393 1', '4006381333931'],
    ['036000291452', '036000291452'],
    ['96385074', '96385074'],
    ['10614141000415', '10614141000415'],
    ['isbn:0-306-40615-2', '0306406152'],
    ['9780306406157', '9780306406157'],
  ])('takes %s', (text, digits) => {
    expect(gtinIn(text)).toBe(digits);
  });

  it.each(['4006381333932', '12345', '0000000000000', 'A-100', '0306406153'])('refuses %s', (text) => {
    expect(gtinIn(text)).toBeNull();
  });
});

describe('words', () => {
  it.each([
    ['https://schema.org/InStock', 'InStock'],
    ['http://schema.org/OutOfStock', 'OutOfStock'],
    ['in stock', 'InStock'],
    ['oos', 'OutOfStock'],
    ['preorder', 'PreOrder'],
    ['perhaps', null],
  ])('takes %s for %s', (text, word) => {
    expect(availabilityIn(text)).toBe(word);
  });

  it.each([
    ['Yes', 'true'],
    ['nein', 'false'],
    ['https://schema.org/SoldOut', 'false'],
    ['7', null],
  ])('takes %s for %s as a boolean', (text, value) => {
    expect(booleanIn(text)).toBe(value);
  });
});
