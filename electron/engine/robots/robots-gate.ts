/** Whether rows may be asked, as far as robots.txt goes and the user wants it obeyed. Hosts by their numbers. */
import type { RunOptions } from '../../../shared/options.ts';
import type { Refusal, RobotsCache } from './robots-cache.ts';

export interface RobotsGateOptions {
  readonly cache: RobotsCache;
  readonly options: () => RunOptions;
  readonly originOf: (host: number) => string;
}

export class RobotsGate {
  readonly #o: RobotsGateOptions;

  constructor(options: RobotsGateOptions) {
    this.#o = options;
  }

  /** False when the robots.txt of `host` has to be read before anything else there. */
  isRead(host: number): boolean {
    const { cache, options, originOf } = this.#o;
    return options().robots === 'off' || cache.of(originOf(host)) !== null;
  }

  /** @returns `null` for an address that may be asked. */
  refusal(host: number, url: string): Refusal | null {
    return this.#o.options().robots === 'obey' ? this.#readRefusal(host, url) : null;
  }

  /** The address is asked, and robots.txt disallows it: the user wants to know, not to obey. */
  isDisregarded(host: number, url: string): boolean {
    return this.#o.options().robots === 'warn' && this.#readRefusal(host, url) !== null;
  }

  /** Between two requests to `host`, at the least; 0 for none. */
  crawlDelayMs(host: number): number {
    const { cache, options, originOf } = this.#o;
    return options().robots === 'obey' ? cache.crawlDelayMs(originOf(host)) : 0;
  }

  /** A row is settled whose address, or one on its way, was disregarded. */
  countDisregarded(): void {
    this.#o.cache.countRefused();
  }

  #readRefusal(host: number, url: string): Refusal | null {
    return this.#o.cache.refusal(this.#o.originOf(host), url);
  }
}
