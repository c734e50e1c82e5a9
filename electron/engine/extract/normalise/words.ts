/** Yes and no, and whether something can be bought, as one word each. */
import { lastWord } from '../offers/thing.ts';

const YES = new Set([
  'true',
  'yes',
  'y',
  '1',
  'on',
  'ja',
  'oui',
  'sí',
  'si',
  'sì',
  'sim',
  'да',
  'tak',
  'はい',
  '是',
]);
const NO = new Set(['false', 'no', 'n', '0', 'off', 'nein', 'non', 'não', 'нет', 'nie', 'いいえ', '否']);

/** @returns `true`, `false`, or `null` for what is neither. */
export function booleanIn(text: string): string | null {
  const word = text.trim().toLowerCase();
  if (YES.has(word)) return 'true';
  if (NO.has(word)) return 'false';
  const availability = availabilityIn(text);
  if (availability === null) return null;
  return AVAILABLE.has(availability) ? 'true' : 'false';
}

/** The words of schema.org's ItemAvailability. */
const AVAILABILITIES = [
  'InStock',
  'OutOfStock',
  'PreOrder',
  'BackOrder',
  'Discontinued',
  'SoldOut',
  'LimitedAvailability',
  'InStoreOnly',
  'OnlineOnly',
  'PreSale',
  'MadeToOrder',
  'Reserved',
];
const AVAILABLE = new Set(['InStock', 'LimitedAvailability', 'InStoreOnly', 'OnlineOnly']);
/** As OpenGraph and shops write them. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  available: 'InStock',
  instock: 'InStock',
  oos: 'OutOfStock',
  unavailable: 'OutOfStock',
  pending: 'PreOrder',
  availablefororder: 'BackOrder',
};

/** @returns schema.org's word (`InStock`); `null` for what is none. */
export function availabilityIn(text: string): string | null {
  const word = lastWord(text.trim())
    .replace(/[\s_-]/g, '')
    .toLowerCase();
  return AVAILABILITIES.find((one) => one.toLowerCase() === word) ?? OTHER_WORDS[word] ?? null;
}
