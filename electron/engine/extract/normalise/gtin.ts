/** Numbers of articles: GTIN-8, -12, -13 and -14, and ISBN-10. */
import { withPlainDigits } from './digits.ts';

/** @returns Its digits, when the last one fits the others; `null` for what is none. */
export function gtinIn(text: string): string | null {
  const digits = withPlainDigits(text)
    .replace(/^(?:urn:)?(?:gtin|ean|upc|isbn)(?:-?1?\d)?:/i, '')
    .replace(/[\s-]/g, '');
  if (/^\d{9}[\dXx]$/.test(digits)) return isIsbn10(digits) ? digits.toUpperCase() : null;
  if (!/^(?:\d{8}|\d{12,14})$/.test(digits) || /^0+$/.test(digits)) return null;
  let sum = 0;
  // From the right, the check digit itself included: weights 1, 3, 1, 3 ...
  for (let at = 0; at < digits.length; at += 1) {
    sum += Number(digits.charAt(digits.length - 1 - at)) * (at % 2 === 0 ? 1 : 3);
  }
  return sum % 10 === 0 ? digits : null;
}

function isIsbn10(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < 10; at += 1) {
    const character = digits.charAt(at).toUpperCase();
    sum += (character === 'X' ? 10 : Number(character)) * (10 - at);
  }
  return sum % 11 === 0;
}
