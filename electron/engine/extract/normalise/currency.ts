/** Which currency a text or a page means, and how many decimals it has. */

/** Signs that mean one currency only. `$`, `¥` and `kr` mean several. */
const SIGNS: Readonly<Record<string, string>> = {
  '€': 'EUR',
  '£': 'GBP',
  '₹': 'INR',
  '₽': 'RUB',
  '₴': 'UAH',
  '₺': 'TRY',
  '₩': 'KRW',
  '₪': 'ILS',
  '฿': 'THB',
  '₫': 'VND',
  '₱': 'PHP',
  '₦': 'NGN',
  '₸': 'KZT',
  zł: 'PLN',
  Kč: 'CZK',
  Ft: 'HUF',
  R$: 'BRL',
  C$: 'CAD',
  A$: 'AUD',
  US$: 'USD',
  HK$: 'HKD',
  NT$: 'TWD',
  円: 'JPY',
  元: 'CNY',
  원: 'KRW',
};
const CODES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const SIGN_PATTERN = new RegExp(
  Object.keys(SIGNS)
    .toSorted((a, b) => b.length - a.length)
    .map((sign) => sign.replace(/\$/g, '\\$'))
    .join('|'),
);

/** Anything that stands for money, also signs that mean several currencies. */
export const MONEY = /\p{Sc}|\b(?:kr|Kč|Ft|zł|Fr|SFr|Rs|лв|руб|lei|дин)\b|zł|Kč|円|元|원|руб/u;

/** @returns `null` when the text names none, or not which. */
export function currencyIn(text: string): string | null {
  for (const [code] of text.matchAll(/(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/g)) if (CODES.has(code)) return code;
  const sign = SIGN_PATTERN.exec(text)?.[0];
  return sign === undefined ? null : (SIGNS[sign] ?? null);
}

export function isCurrencyCode(code: string): boolean {
  return CODES.has(code);
}

const decimals = new Map<string, number>();

/** Digits after the point in prices of the currency; 2 for one that is not known. */
export function decimalsOf(code: string): number {
  let known = decimals.get(code);
  if (known === undefined) {
    known = CODES.has(code)
      ? (new Intl.NumberFormat('en', { style: 'currency', currency: code }).resolvedOptions()
          .maximumFractionDigits ?? 2)
      : 2;
    if (decimals.size < 500) decimals.set(code, known);
  }
  return known;
}
