/**
 * The fetch loops of an open run, one after the other: one is made when the run goes on, and
 * dropped when its plan does not hold any more or nothing is left to fetch.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { RunFile } from '../ledger/run-file.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { FetchLoop } from './fetch-loop.ts';
import type { FetchLoopOptions, RecentStarts } from './fetch-loop-options.ts';
import { samplePlan } from './sample-run.ts';

/** Only so many rows first; `isHere`: they are settled, and the run waits. */
export interface RunSample {
  readonly rows: number;
  readonly isHere: boolean;
}

export interface RunLoopsOptions {
  readonly file: RunFile;
  readonly options: () => RunOptions;
  /** What each of them is given. */
  readonly shared: Omit<FetchLoopOptions, 'plan' | 'ledger' | 'options' | 'recentStarts'>;
  /** Hosts that may not be asked. */
  readonly pausedOrigins: () => readonly string[];
}

export class RunLoops {
  readonly #o: RunLoopsOptions;
  #current: FetchLoop | null = null;
  #sample: RunSample | null = null;
  /** Of the loop before; servers do not care that ours is another one. */
  #recentStarts: RecentStarts = [];

  constructor(options: RunLoopsOptions) {
    this.#o = options;
  }

  /** `null` while there is none. */
  get current(): FetchLoop | null {
    return this.#current;
  }

  get sample(): RunSample | null {
    return this.#sample;
  }

  /** The one that there is, or a new one. */
  open(): FetchLoop {
    return (this.#current ??= this.#create());
  }

  drop(): void {
    if (this.#current === null) return;
    this.#recentStarts = this.#current.recentStarts;
    this.#current.dispose();
    this.#current = null;
  }

  /** @param rows `null`: after its sample the run goes on with all rows that are left. */
  setSample(rows: number | null): void {
    if (rows === null && this.#sample?.isHere !== true) return;
    this.#sample = rows === null ? null : { rows, isHere: false };
    this.drop();
  }

  /** The rows of the sample are settled. */
  sampleIsHere({ rows }: RunSample): void {
    this.#sample = { rows, isHere: true };
  }

  /** The loop from here on has other rows. */
  forgetSample(): void {
    this.#sample = null;
  }

  #create(): FetchLoop {
    const { file, options, shared, pausedOrigins } = this.#o;
    const loop = new FetchLoop({
      ...shared,
      plan: this.#readPlan(),
      ledger: file,
      options: options(),
      recentStarts: this.#recentStarts,
    });
    for (const origin of pausedOrigins()) loop.hosts.pause(origin);
    return loop;
  }

  #readPlan(): WorkPlan {
    const plan = this.#o.file.readPlan();
    const sample = this.#sample === null ? null : samplePlan(plan, this.#sample.rows);
    if (sample === null) this.#sample = null;
    return sample ?? plan;
  }
}
