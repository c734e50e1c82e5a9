/** The hosts of a run by their numbers, from 0 on, and by their origins. */
export class HostDirectory {
  readonly #origins: string[];
  /** Made when somebody asks by origin: a list may have a million hosts, and nobody does. */
  #numbers: Map<string, number> | null = null;

  constructor(origins: readonly string[]) {
    this.#origins = [...origins];
  }

  get count(): number {
    return this.#origins.length;
  }

  originOf(host: number): string {
    return this.#origins[host]!;
  }

  knows(origin: string): boolean {
    return this.#known.has(origin);
  }

  /** @returns The number of `origin`, a new one when it is not known yet. */
  hostAt(origin: string): number {
    let host = this.#known.get(origin);
    if (host === undefined) {
      host = this.#origins.push(origin) - 1;
      this.#known.set(origin, host);
    }
    return host;
  }

  get #known(): Map<string, number> {
    return (this.#numbers ??= new Map(this.#origins.map((origin, index) => [origin, index])));
  }
}
