/**
 * Notices when more fails at a host than usually does. A list may well be full of pages that
 * fail whatever we do; slowing down for those would be slow for nothing.
 */
const LOOKED_AT = 20;
const MASK = 2 ** LOOKED_AT - 1;
/** What is usual of a host that nobody knows, with the weight of so many answers. */
const USUAL_AT_FIRST = 0.02;
const WEIGHT_AT_FIRST = 20;
/** The idea of what is usual never changes more slowly than this. */
const WEIGHT_MAX = 400;
/** Standard deviations above what is usual, and two more. */
const DEVIATIONS = 4;
/** Failures in a row, after which nothing seems to work any more. */
const DOWN_AFTER = 8;
const CHANCE_MAX = 0.001;

export class Distress {
  /** The last answers, the newest in the lowest bit; 1 is a failure. */
  #recent = 0;
  #usualRatio = USUAL_AT_FIRST;
  #weight = WEIGHT_AT_FIRST;
  #inARow = 0;

  good(): void {
    this.#inARow = 0;
    this.#add(0);
  }

  bad(): void {
    this.#inARow++;
    this.#add(1);
  }

  /** Failures took over. */
  get isBurst(): boolean {
    const usual = LOOKED_AT * this.#usualRatio;
    return bitCount(this.#recent) >= usual + DEVIATIONS * Math.sqrt(usual * (1 - this.#usualRatio)) + 2;
  }

  /** Failures since the last answer that was none. */
  get inARow(): number {
    return this.#inARow;
  }

  /** Nothing works any more, and that is no chance at a host of which this much usually works. */
  get isDown(): boolean {
    return this.#inARow >= DOWN_AFTER && this.#usualRatio ** this.#inARow < CHANCE_MAX;
  }

  /** What was seen so far has been acted upon. */
  forgive(): void {
    this.#recent = 0;
  }

  #add(bit: 0 | 1): void {
    this.#recent = ((this.#recent << 1) | bit) & MASK;
    this.#weight = Math.min(WEIGHT_MAX, this.#weight + 1);
    this.#usualRatio += (bit - this.#usualRatio) / this.#weight;
  }
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}
