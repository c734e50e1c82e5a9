/**
 * The options that hold now: those of the run, and over them what was set for this round
 * only. A change goes to where the option comes from, so that a slider moved during a
 * retry with other limits does not outlive the retry.
 */
import type { RunOptions } from '../../../shared/options.ts';

export class RoundOptions {
  #run: RunOptions;
  #round: Partial<RunOptions>;
  #effective: RunOptions;

  constructor(run: RunOptions, round: Partial<RunOptions>) {
    this.#run = run;
    this.#round = round;
    this.#effective = { ...run, ...round };
  }

  /** What holds now. */
  get effective(): RunOptions {
    return this.#effective;
  }

  /** The run's own. */
  get run(): RunOptions {
    return this.#run;
  }

  /** For this round only. */
  get round(): Partial<RunOptions> {
    return this.#round;
  }

  /** Replaces what `changes` names. */
  change(changes: Partial<RunOptions>): void {
    const given = withoutHoles(changes);
    const isOfRound = (name: string): boolean => Object.hasOwn(this.#round, name);
    const entries = Object.entries(given);
    this.#round = { ...this.#round, ...Object.fromEntries(entries.filter(([name]) => isOfRound(name))) };
    this.#run = { ...this.#run, ...Object.fromEntries(entries.filter(([name]) => !isOfRound(name))) };
    this.#effective = { ...this.#run, ...this.#round };
  }

  /** A new round begins: what held for the last one only is over. */
  startRound(round: Partial<RunOptions>): void {
    this.#round = withoutHoles(round);
    this.#effective = { ...this.#run, ...this.#round };
  }
}

/** Spread, an `undefined` would overwrite. */
function withoutHoles(options: Partial<RunOptions>): Partial<RunOptions> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
