/** Seeded distributions. */
import { SeededRandom } from '../../electron/engine/import/seeded-random.ts';

export class Chance {
  readonly #random: SeededRandom;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
  }

  /** From 0 (included) to 1 (excluded). */
  readonly uniform = (): number => this.#random.below(2 ** 32 - 1) / (2 ** 32 - 1);

  /** @param sigma Of the logarithm; 0.3 is calm, 1 has a heavy tail. */
  logNormal(median: number, sigma: number): number {
    const u = 1 - this.uniform();
    const v = this.uniform();
    return median * Math.exp(sigma * Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
  }

  /** Power law from 1 on. */
  pareto(alpha: number): number {
    return (1 - this.uniform()) ** (-1 / alpha);
  }
}
