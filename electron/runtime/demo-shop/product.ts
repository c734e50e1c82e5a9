/** One product: everything on its page that differs from page to page. */
import type { Charset } from './charset.ts';
import { LANGUAGES, type Language } from './languages.ts';
import { Draw, fraction, hash32, RandomStream } from './random.ts';

export interface Product {
  readonly page: number;
  readonly language: Language;
  readonly charset: Charset;
  readonly name: string;
  readonly sku: string;
  readonly gtin13: string;
  readonly brand: string;
  /** As it stands in the data: a point, no grouping. */
  readonly price: string;
  readonly isInStock: boolean;
  /** Out of 5, one decimal. */
  readonly rating: string;
  readonly reviewCount: number;
  readonly weightGrams: number;
}

/** Share of pages, in languages that have one, that come in the encoding of an older web. */
const LEGACY_CHARSET_SHARE = 0.1;

const BRANDS = [
  'Aldergate',
  'Bramling',
  'Corvane',
  'Dunmere',
  'Eskhollow',
  'Fennick',
  'Garrowby',
  'Hollinsea',
];

export function productOf(seed: number, page: number): Product {
  const language = languageOf(seed, page);
  const random = new RandomStream(hash32(seed, page, Draw.Content));
  const adjective = language.adjectives[page % language.adjectives.length] ?? '';
  const noun = language.nouns[(page * 7) % language.nouns.length] ?? '';
  const model = 100 + random.below(900);
  const cents = 400 + random.below(60) * random.below(60) * 8;
  return {
    page,
    language,
    charset: charsetOf(seed, page, language),
    name: nameOf(language, adjective, noun, model),
    sku: `${noun.length}${adjective.length}-${page}-${model}`,
    gtin13: gtin13(page, random.below(1000)),
    brand: random.pick(BRANDS),
    price: language.currency === 'JPY' ? String(cents) : (cents / 100).toFixed(2),
    isInStock: random.below(10) > 0,
    rating: (3 + random.below(21) / 10).toFixed(1),
    reviewCount: 1 + random.below(40) * random.below(25),
    weightGrams: 50 + random.below(90) * 50,
  };
}

function nameOf(language: Language, adjective: string, noun: string, model: number): string {
  if (language.code === 'en') return `${adjective} ${noun} ${model}`;
  if (language.code === 'de' || language.code === 'ja') return `${adjective}${noun} ${model}`;
  return `${noun} ${adjective} ${model}`;
}

function languageOf(seed: number, page: number): Language {
  let left = fraction(seed, page, Draw.Language);
  for (const { language, share } of LANGUAGES) {
    left -= share;
    if (left < 0) return language;
  }
  return LANGUAGES[0]!.language; // The shares add up to 1 but for rounding.
}

function charsetOf(seed: number, page: number, language: Language): Charset {
  const isLegacy = fraction(seed, page, Draw.Charset) < LEGACY_CHARSET_SHARE;
  return isLegacy && language.legacyCharset !== null ? language.legacyCharset : 'utf-8';
}

/** In the number range for use inside a shop (2...), so that it is nobody's real product. */
function gtin13(page: number, batch: number): string {
  const digits = `2${String(page % 100_000_000).padStart(8, '0')}${String(batch).padStart(3, '0')}`;
  let sum = 0;
  for (let index = 0; index < 12; index += 1)
    sum += (digits.charCodeAt(index) - 48) * (index % 2 === 0 ? 1 : 3);
  return digits + String((10 - (sum % 10)) % 10);
}
