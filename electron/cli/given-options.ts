import type { OptionName } from './option-table.ts';

/** The options that stood on the command line, with their values in order. */
export class GivenOptions {
  readonly #values = new Map<OptionName, string[]>();

  add(name: OptionName, value: string): void {
    const values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, [value]);
    else values.push(value);
  }

  has(name: OptionName): boolean {
    return this.#values.has(name);
  }

  /** The last one given wins, so a script can append to a stored command line. */
  one(name: OptionName): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  all(name: OptionName): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  names(): readonly OptionName[] {
    return [...this.#values.keys()];
  }
}
