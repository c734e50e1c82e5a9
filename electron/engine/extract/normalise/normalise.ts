/** A hit, turned into its column's type. */
import type { ColumnType, StoredCell } from '../../../../shared/recipe.ts';
import { cutCell } from '../limits.ts';
import { absoluteUrl } from '../absolute-url.ts';
import type { PageContent } from '../page-content.ts';
import type { Hit } from '../sources/hit.ts';
import { collapse } from '../tree/page-tree.ts';
import { dateIn } from './dates.ts';
import { numberIn } from './numbers.ts';
import { booleanIn } from './words.ts';

/** @returns `null` for what is none of the type, or empty. */
export function normalised(hit: Hit, type: ColumnType, page: PageContent): StoredCell {
  const value = valueOf(hit, type, page);
  if (value === null || value === '') return null;
  const original = hit.original ?? collapse(hit.text);
  const [kept, stood] = [cutCell(value), cutCell(original)];
  return kept === stood ? kept : [kept, stood];
}

/** Values that stand in one cell. */
export function joined(cells: readonly StoredCell[]): StoredCell {
  const present = cells.filter((cell) => cell !== null);
  if (present.length === 0) return null;
  const value = cutCell(present.map((cell) => (typeof cell === 'string' ? cell : cell[0])).join(' | '));
  const original = cutCell(present.map((cell) => (typeof cell === 'string' ? cell : cell[1])).join(' | '));
  return value === original ? value : [value, original];
}

function valueOf(hit: Hit, type: ColumnType, page: PageContent): string | null {
  switch (type) {
    case 'text':
      return collapse(hit.text);
    case 'number':
    case 'price':
      return numberIn(hit.text, {
        isMachine: hit.isMachine,
        isPrice: type === 'price',
        language: page.language,
        currency: () => page.currency,
      });
    case 'url':
      return addressOf(hit.text, page);
    case 'date':
      return dateIn(hit.text, page.language);
    case 'boolean':
      return booleanIn(hit.text);
  }
}

/** Never what a browser would run. */
function addressOf(text: string, page: PageContent): string | null {
  if (text.trim() === '') return null;
  const address = absoluteUrl(text, page.baseUrl);
  return address === null || /^(?:javascript|vbscript|data|blob):/i.test(address) ? null : address;
}
