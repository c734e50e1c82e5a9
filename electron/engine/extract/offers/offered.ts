/** What a page offers about itself, as names and values. */
import type { OfferKind } from '../../../../shared/recipe.ts';
import type { OfferedValue } from '../../../../shared/recipe-work.ts';
import { cutCell, OFFERED_MAX } from '../limits.ts';

export interface OfferedEntry extends OfferedValue {
  /** Written for machines; see `Hit`. */
  readonly isMachine: boolean;
}

/** Of one kind. */
export class Offered {
  readonly #kind: OfferKind;
  readonly #values: OfferedEntry[] = [];
  readonly #byName = new Map<string, OfferedEntry[]>();

  constructor(kind: OfferKind) {
    this.#kind = kind;
  }

  /** In the order in which they stand on the page. */
  get values(): readonly OfferedEntry[] {
    return this.#values;
  }

  /** Beyond the limit, and empty ones, are left out. */
  add(name: string, value: string, isMachine: boolean): void {
    const text = value.trim();
    if (text === '' || name === '' || name.length > 300 || this.#values.length >= OFFERED_MAX) return;
    const entry = { offer: this.#kind, name, value: cutCell(text), isMachine };
    this.#values.push(entry);
    const same = this.#byName.get(name);
    if (same === undefined) this.#byName.set(name, [entry]);
    else same.push(entry);
  }

  all(name: string): readonly OfferedEntry[] {
    return this.#byName.get(name) ?? [];
  }
}
