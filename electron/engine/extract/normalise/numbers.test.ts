import { assert, boolean, constantFrom, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberIn, type NumberHint } from './numbers.ts';

function price(
  text: string,
  hint: Partial<Omit<NumberHint, 'currency'>> & { currency?: string } = {},
): string | null {
  const { currency = null, ...rest } = hint;
  return numberIn(text, {
    isMachine: false,
    isPrice: true,
    language: null,
    ...rest,
    currency: () => currency,
  });
}

/** How the world writes prices; Intl knows it from CLDR, not from us. */
const LANGUAGES = [
  'de',
  'de-CH',
  'de-AT',
  'en',
  'en-IN',
  'en-ZA',
  'fr',
  'fr-CH',
  'es',
  'es-MX',
  'it',
  'pt-BR',
  'nl',
  'pl',
  'cs',
  'ru',
  'uk',
  'sv',
  'nb',
  'da',
  'fi',
  'tr',
  'ja',
  'zh',
  'ko',
  'hi',
  'ar-EG',
  'fa',
  'bn',
  'mr',
  'th',
  'vi',
  'id',
  'he',
] as const;
const CURRENCIES = ['EUR', 'USD', 'GBP', 'CHF', 'PLN', 'INR', 'SEK', 'BRL', 'TRY'] as const;

describe('prices as Intl writes them', () => {
  it('are read back in every language, currency and script', () => {
    assert(
      property(
        constantFrom(...LANGUAGES),
        constantFrom(...CURRENCIES),
        integer({ min: 0, max: 999_999_999 }),
        constantFrom('symbol', 'code'),
        (language, currency, cents, currencyDisplay) => {
          const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay });
          expect(price(format.format(cents / 100), { language, currency })).toBe((cents / 100).toFixed(2));
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('are read back without decimals, too, where the currency has none', () => {
    assert(
      property(
        constantFrom(...LANGUAGES),
        constantFrom('JPY', 'KRW', 'VND'),
        integer({ min: 0, max: 99_999_999 }),
        (language, currency, amount) => {
          const text = new Intl.NumberFormat(language, { style: 'currency', currency }).format(amount);
          expect(price(text, { language, currency })).toBe(String(amount));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('never come out as anything but a plain decimal, whatever the text is', () => {
    assert(
      property(
        string({ unit: 'binary', maxLength: 60 }),
        boolean(),
        boolean(),
        (text, isMachine, isPrice) => {
          const value = numberIn(text, { isMachine, isPrice, language: 'de', currency: () => null });
          if (value !== null) expect(value).toMatch(/^-?\d+(?:\.\d+)?$/);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('prices as shops write them', () => {
  it.each([
    ['1.299,00 €', '1299.00'],
    ['$1,299.00', '1299.00'],
    ['￥1299', '1299'],
    ['￥１，２９９', '1299'],
    ['1 299,00 zł', '1299.00'],
    ['1\u00a0299,00\u00a0€', '1299.00'],
    ['1\u202f299,00 €', '1299.00'],
    ["1'299.–", '1299'],
    ['CHF 1’299.00', '1299.00'],
    ['EUR 12', '12'],
    ['12,–', '12'],
    ['12€99', '12.99'],
    ['12 € 99', '12.99'],
    ['١٬٢٩٩٫٥٠ ر.س', '1299.50'],
    ['₹१,२९,९९९', '129999'],
    ['₹ 1,29,999.00', '129999.00'],
    ['−5,00 €', '-5.00'],
    ['-$3.50', '-3.50'],
    ['(12.00)', '-12.00'],
    ['from 12.99', '12.99'],
    ['ab 12,99 €', '12.99'],
    ['10,00 – 15,99 €', '10.00'],
    ['$10.00 - $15.99', '10.00'],
    ['2 for £5.00', '5.00'],
    ['500 g 12,99 €', '12.99'],
    ['USD 1.234.567', '1234567'],
    ['R$ 1.299,90', '1299.90'],
    ['0.299', '0.299'],
    ['007', '7'],
    ['0,00 €', '0.00'],
  ])('reads %s as %s', (text, value) => {
    expect(price(text)).toBe(value);
  });

  it.each([
    '',
    'on request',
    'auf Anfrage',
    '12.03.2024',
    '192.168.0.1',
    '3万円',
    '1,5 Mio. €',
    '1'.repeat(60),
  ])('takes %s for no price', (text) => {
    expect(price(text)).toBeNull();
  });
});

describe('1.299, which can be two numbers', () => {
  it.each([
    ['in euros it is thousands, whatever the language', { language: 'en', currency: 'EUR' }, '1299'],
    ['in Kuwaiti dinars it is not', { language: 'de', currency: 'KWD' }, '1.299'],
    ['in German it is thousands', { language: 'de' }, '1299'],
    ['in English it is not', { language: 'en' }, '1.299'],
    ['where nothing is known, a price is thousands', {}, '1299'],
    ['for machines the point is decimal', { isMachine: true, language: 'de' }, '1.299'],
  ])('%s', (_rule, hint, value) => {
    expect(price('1.299', hint)).toBe(value);
  });

  it('is decimal in a number of a page without a language, and 1,299 is not', () => {
    expect(price('1.299', { isPrice: false })).toBe('1.299');
    expect(price('1,299', { isPrice: false })).toBe('1299');
    expect(price('1,299', { isPrice: false, language: 'de' })).toBe('1.299');
  });

  it('is what the money beside it says, not what the page says elsewhere', () => {
    expect(price('KWD 1.299', { currency: 'EUR' })).toBe('1.299');
  });
});
