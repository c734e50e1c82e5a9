/** What a page offers about itself, as names and values. */
import type { OfferKind } from '../../../../shared/recipe.ts';
import type { OfferedValue } from '../../../../shared/recipe-work.ts';
import { cutCell, OFFERED_MAX } from '../limits.ts';

export interface OfferedEntry extends OfferedValue {
  /** Written for machines; see `Hit`. */
  readonly isMachine: boolean;
}

export class Offered {
  readonly #values: OfferedEntry[] = [];
  readonly #byName = new Map<string, OfferedEntry[]>();

  /** In the order in which they stand on the page, kind by kind. */
  get values(): readonly OfferedEntry[] {
    return this.#values;
  }

  /** Beyond the limit, and empty ones, are left out. */
  add(offer: OfferKind, name: string, value: string, isMachine: boolean): void {
    const text = value.trim();
    if (text === '' || name === '' || name.length > 300 || this.#values.length >= OFFERED_MAX) return;
    const entry = { offer, name, value: cutCell(text), isMachine };
    this.#values.push(entry);
    const key = `${offer} ${name}`;
    const same = this.#byName.get(key);
    if (same === undefined) this.#byName.set(key, [entry]);
    else same.push(entry);
  }

  all(offer: OfferKind, name: string): readonly OfferedEntry[] {
    return this.#byName.get(`${offer} ${name}`) ?? [];
  }
}
