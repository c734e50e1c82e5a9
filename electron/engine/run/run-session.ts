/** One open run, for whoever sits in front of it: what can be asked of it and done with it. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HoldCode } from '../../../shared/holds.ts';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostRule, RunLimits, RunOptions } from '../../../shared/options.ts';
import type { HostDecision, RunState, RunTotals } from '../../../shared/progress.ts';
import type { Plan } from '../../../shared/plan.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { RowFields } from '../ledger/field-rows.ts';
import type { RunFileFacts } from '../ledger/run-file.ts';
import { RunLifecycle } from './run-lifecycle.ts';
import { makeRunParts, type RunParts, type RunTools } from './run-parts.ts';
import { batchContent } from './run-progress.ts';

export interface RunSessionOptions extends RunTools {
  readonly onFinished: (runId: string, totals: RunTotals) => void;
  readonly onTrouble: (runId: string, code: HoldCode, message: string) => void;
}

export class RunSession {
  readonly runId = randomUUID();
  readonly #o: RunSessionOptions;
  readonly #facts: RunFileFacts;
  readonly #parts: RunParts;
  readonly #life: RunLifecycle;
  #round: number;

  constructor(options: RunSessionOptions) {
    this.#o = options;
    this.#facts = options.file.readFacts();
    this.#round = this.#facts.round;
    this.#parts = makeRunParts(options, this.#facts, {
      content: () => batchContent(this.runId, this.#life, this.#parts),
      onHold: (code, message, isNew) => {
        this.#life.held();
        if (isNew) options.onTrouble(this.runId, code, message);
        this.#parts.reporter.flush();
      },
      onReleased: () => {
        this.#life.released();
        this.#parts.reporter.flush();
      },
      onLocalTrouble: (code, message) => this.#life.holdFor(code, message),
      onRunAlarm: (alarm) => this.#life.pauseForFailures(alarm),
      onIdle: () => this.#life.becameIdle(),
      onComplete: () => this.#life.finish(),
    });
    this.#life = new RunLifecycle({
      parts: this.#parts,
      clock: options.clock,
      changeOptions: (changes) => this.#changeOptions(changes),
      onFinished: () => options.onFinished(this.runId, this.#totals),
    });
  }

  get state(): RunState {
    return this.#life.state;
  }

  get path(): string {
    return this.#o.file.path;
  }

  snapshot(): RunSnapshot {
    const { options, figures } = this.#parts;
    return {
      runId: this.runId,
      name: this.#facts.name,
      path: this.#o.file.path,
      state: this.#life.state,
      options: options.effective,
      totals: this.#totals,
      elapsedMs: figures.stopwatch.elapsedMs,
      round: this.#round,
      salvage: this.#facts.salvage,
      earlierPath: this.#earlierPath(),
    };
  }

  /** What can wait is not done before `work` is. */
  makeWayFor(work: Promise<unknown>): void {
    this.#parts.figures.phases.waitFor(work);
  }

  #earlierPath(): string | null {
    const { earlierRun } = this.#facts;
    if (earlierRun === null) return null;
    const path = join(dirname(this.path), earlierRun);
    return existsSync(path) ? path : null;
  }

  /**
   * Starts, or goes on.
   *
   * @param sampleRows Only so many rows, spread over the list; then the run pauses by itself.
   * @throws AppError `WRONG_STATE` when nothing is pending.
   */
  resume(options: Partial<RunOptions>, sampleRows: number | null = null): void {
    this.#life.resume(options, sampleRows);
  }

  pause(): void {
    this.#life.pause();
  }

  /** Resolves when nothing is in flight and everything that came back is written, or given back. */
  async stop(): Promise<void> {
    await this.#life.stop();
  }

  setLimits(limits: RunLimits): void {
    this.#changeOptions(limits);
  }

  /** Columns of the rows that are there move with the recipe; rows to come are read by it. */
  setRecipe(recipe: Recipe | null): void {
    // What is not written yet has the cells of the columns before.
    this.#writeAll();
    this.#changeOptions({ recipe });
    this.#parts.figures.counts.resetIncomplete(this.#o.file.countIncomplete());
    this.#parts.reporter.flush();
  }

  replaceFields(rows: readonly RowFields[]): void {
    this.#parts.figures.counts.addIncomplete(this.#o.file.replaceFields(rows));
    this.#parts.reporter.markDirty();
  }

  setHostRules(hostRules: readonly HostRule[]): void {
    this.#changeOptions({ hostRules });
  }

  hostsLive(origins: readonly string[]): readonly HostLive[] {
    return this.#parts.controls.live(origins);
  }

  pauseHost(origin: string): void {
    this.#parts.controls.pause(origin);
    this.#parts.reporter.flush();
  }

  resumeHost(origin: string): void {
    this.#parts.controls.resume(origin);
    this.#life.goOnIfItWaited();
  }

  forgetHost(origin: string): void {
    this.#parts.controls.forget(origin);
  }

  /** @throws AppError `NOT_FOUND` when `origin` is not paused. */
  decideHost(origin: string, decision: HostDecision): void {
    const isReopened = this.#parts.controls.decide(origin, decision);
    if (isReopened && this.#life.state === 'finished') this.#life.restart();
    this.#life.goOnIfItWaited();
  }

  /**
   * Makes failed rows pending again and goes on.
   *
   * @param options For this round only.
   * @returns How many.
   */
  retryFailed(selection: RetrySelection, options: Partial<RunOptions>): number {
    const { loops, figures } = this.#parts;
    const { state } = this.#life;
    if (state === 'stopping' || state === 'pausing')
      throw new AppError(ErrorCode.WrongState, 'Wait until the run has stopped.');
    this.#writeAll();
    const requeued = this.#o.file.requeue(selection, options);
    if (requeued === 0) return 0;
    // The loop has the old plan; rows in flight are pending in the file and are asked again.
    loops.drop();
    loops.forgetSample();
    const facts = this.#o.file.readFacts();
    figures.counts.resetSettled(facts);
    this.#round = facts.round;
    this.#parts.options.startRound(facts.roundOptions);
    // Counts went down, which is no rate.
    figures.rates.reset();
    this.#life.restart();
    return requeued;
  }

  /**
   * Whether it will be done in time.
   *
   * @param deadlineMs Wall-clock time in epoch milliseconds.
   * @returns `null` while too little is known, or while nothing is being fetched.
   */
  plan(deadlineMs: number): Plan | null {
    const { loops, outlook, options } = this.#parts;
    if (loops.current === null || this.#life.state !== 'running') return null;
    return outlook.plan(loops.current, options.effective, deadlineMs - this.#o.clock.wallNow());
  }

  /** The computer is about to sleep: what is in flight would only be cut off. */
  sleep(): void {
    const { loops, holds } = this.#parts;
    if (loops.current === null) return;
    loops.current.abandonAll();
    this.#o.network.closeAll();
    holds.set('sleep', 'asleep', 'what was under way is asked again');
  }

  wake(): void {
    this.#parts.holds.release('sleep');
  }

  acknowledge(seq: number): void {
    this.#parts.reporter.acknowledge(seq);
  }

  /** Stops if need be and closes the run file. */
  async close(): Promise<void> {
    await this.stop();
    const { holds, figures, writer, reporter, loops, pages } = this.#parts;
    holds.dispose();
    figures.phases.dispose();
    writer.flush();
    writer.dispose();
    reporter.dispose();
    loops.drop();
    await pages.close();
    this.#o.file.close();
  }

  get #totals(): RunTotals {
    const { figures, loops } = this.#parts;
    return figures.totals(loops.current);
  }

  #changeOptions(changes: Partial<RunOptions>): void {
    const { options, pages, outlook, loops } = this.#parts;
    options.change(changes);
    pages.optionsChanged();
    outlook.changed();
    this.#o.file.saveOptions(options.run, options.round);
    loops.current?.setOptions(options.effective);
  }

  /** @throws AppError `DISK_FULL`, or what else keeps the run file from being written. */
  #writeAll(): void {
    const { writer } = this.#parts;
    if (!writer.flush()) throw writer.trouble ?? new AppError(ErrorCode.DiskFull, 'The disk is full.');
  }
}
