/** One open run: starts, pauses, stops and retries it, and tells how it goes. */
import { randomUUID } from 'node:crypto';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HoldCode } from '../../../shared/holds.ts';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostRule, RunLimits, RunOptions } from '../../../shared/options.ts';
import type {
  FailureAlarm,
  HostDecision,
  ProgressBatch,
  RunState,
  RunTotals,
} from '../../../shared/progress.ts';
import type { Plan } from '../../../shared/plan.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { Clock, Random, Timer } from '../clock.ts';
import type { Network } from '../fetch/network.ts';
import { AdaptiveGovernor } from '../governor/adaptive-governor.ts';
import type { HostMemory } from '../governor/host-memory.ts';
import { RobotsCache } from '../robots/robots-cache.ts';
import type { RowFields } from '../ledger/field-rows.ts';
import { isDiskFullError } from '../ledger/sqlite.ts';
import type { RunFile, RunFileFacts } from '../ledger/run-file.ts';
import type { WorkPlan } from '../ledger/work-ledger.ts';
import { BlockedRows } from './blocked-rows.ts';
import { FetchLoop } from './fetch-loop.ts';
import type { RecentStarts } from './fetch-loop-options.ts';
import { HostControls } from './host-controls.ts';
import { HostWatch } from './host-watch.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { ProgressReporter, type BatchContent } from './progress-reporter.ts';
import { RoundOptions } from './round-options.ts';
import { RunFigures } from './run-figures.ts';
import { RunOutlook } from './run-outlook.ts';
import { RunPages, type PageTools } from './run-pages.ts';
import { RunHolds } from './run-holds.ts';
import { samplePlan } from './sample-run.ts';

/** How long a stop waits for what is in flight before it gives it back. */
const STOP_GRACE_MS = 2000;
const PAUSED_SHOWN = 20;

export interface RunSessionOptions {
  readonly file: RunFile;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly hostMemory: HostMemory;
  readonly pageTools: PageTools;
  readonly onProgress: (batch: ProgressBatch) => void;
  readonly onFinished: (runId: string, totals: RunTotals) => void;
  readonly onTrouble: (runId: string, code: HoldCode, message: string) => void;
}

export class RunSession {
  readonly runId = randomUUID();
  readonly #o: RunSessionOptions;
  readonly #facts: RunFileFacts;
  readonly #figures: RunFigures;
  readonly #blocked: BlockedRows;
  readonly #writer: OutcomeWriter;
  readonly #reporter: ProgressReporter;
  readonly #options: RoundOptions;
  readonly #holds: RunHolds;
  readonly #outlook: RunOutlook;
  readonly #watch: HostWatch;
  readonly #pages: RunPages;
  readonly #robots = new RobotsCache();
  readonly #controls: HostControls;
  #state: RunState;
  #round: number;
  #pauseReason: FailureAlarm | null = null;
  /** Paused because every row that is left belongs to a paused host. */
  #waitsForDecisions = false;
  /** Only so many rows first; `isHere`: they are settled, and the run waits. */
  #sample: { readonly rows: number; readonly isHere: boolean } | null = null;
  #loop: FetchLoop | null = null;
  /** Of the loop before; servers do not care that ours is another one. */
  #recentStarts: RecentStarts = [];
  #stopTimer: Timer | null = null;
  #onStopped: (() => void)[] = [];

  constructor(options: RunSessionOptions) {
    const { file, network, clock } = options;
    this.#o = options;
    this.#facts = file.readFacts();
    this.#options = new RoundOptions(this.#facts.options, this.#facts.roundOptions);
    this.#round = this.#facts.round;
    this.#figures = new RunFigures({
      clock,
      file,
      facts: this.#facts,
      onRead: () => this.#reporter.markDirty(),
    });
    this.#state = this.#figures.counts.isComplete ? 'finished' : 'ready';
    this.#holds = new RunHolds({
      clock,
      isTroubleOver: async (code) => {
        if (code === 'asleep' || code === 'unwritable') return true;
        return code === 'local.disk_full' ? this.#pages.hasRoom() : network.isTroubleOver(code);
      },
      onHold: ({ code, message }, isNew) => {
        this.#outlook.rested();
        if (this.#state === 'running') this.#loop?.hold();
        if (isNew) options.onTrouble(this.runId, code, message);
        this.#reporter.flush();
      },
      // With one row first: whether the trouble is over is seen best by trying.
      onReleased: () => {
        if (this.#state === 'running') this.#loop?.go({ isProbing: true });
        this.#reporter.flush();
      },
    });
    this.#watch = new HostWatch({
      clock,
      options: () => this.#options.effective,
      onHostPaused: (origin) => {
        this.#loop?.hosts.pause(origin);
        this.#reporter.markDirty();
      },
      onRunAlarm: (alarm) => this.#pauseForFailures(alarm),
      onRowsBlocked: (rowIds) => this.#blocked.add(this.#loop?.reclassify(rowIds, 'blocked.soft') ?? rowIds),
    });
    this.#pages = new RunPages({
      ...options.pageTools,
      file,
      clock,
      options: () => this.#options.effective,
      onNoRoom: (message) => this.#holdFor('local.disk_full', message),
    });
    this.#controls = new HostControls({
      watch: this.#watch,
      parked: this.#figures.parked,
      memory: options.hostMemory,
      loop: () => this.#loop,
    });
    this.#writer = new OutcomeWriter({
      ledger: file,
      clock,
      usage: (batch) => ({
        elapsedMs: this.#figures.stopwatch.elapsedMs,
        bytes: batch.reduce((sum, { result }) => sum + result.bytes, this.#figures.counts.bytes),
      }),
      onCommitted: (settled, written) => {
        this.#figures.counts.add(settled, written);
        this.#reporter.markDirty();
        if (this.#figures.counts.isComplete) this.#finish();
      },
      onTrouble: (error) =>
        this.#holds.set('ledger', isDiskFullError(error) ? 'local.disk_full' : 'unwritable', error.message),
      onRecovered: () => {
        this.#blocked.write();
        this.#holds.release('ledger');
      },
    });
    this.#outlook = new RunOutlook({
      clock,
      cpuMs: () => processorMs(),
      writeMs: () => this.#writer.busyMs,
    });
    this.#blocked = new BlockedRows({ file, writer: this.#writer, counts: this.#figures.counts });
    this.#reporter = new ProgressReporter(clock, () => this.#batch(), options.onProgress);
  }

  get state(): RunState {
    return this.#state;
  }

  get path(): string {
    return this.#o.file.path;
  }

  snapshot(): RunSnapshot {
    return {
      runId: this.runId,
      name: this.#facts.name,
      path: this.#o.file.path,
      state: this.#state,
      options: this.#options.effective,
      totals: this.#figures.totals(this.#loop),
      elapsedMs: this.#figures.stopwatch.elapsedMs,
      round: this.#round,
      salvage: this.#facts.salvage,
    };
  }

  /**
   * Starts, or goes on.
   *
   * @param sampleRows Only so many rows, spread over the list; then the run pauses by itself.
   * @throws AppError `WRONG_STATE` when nothing is pending.
   */
  resume(options: Partial<RunOptions>, sampleRows: number | null = null): void {
    if (this.#figures.counts.isComplete) {
      throw new AppError(ErrorCode.WrongState, 'Every row is settled already.', {
        advice: 'Retry the failed rows, or start a new run.',
      });
    }
    if (this.#state === 'stopping') throw new AppError(ErrorCode.WrongState, 'The run is still stopping.');
    this.#changeOptions(options);
    if (this.#state === 'running') return;
    this.#pauseReason = null;
    this.#waitsForDecisions = false;
    this.#watch.clearRunAlarm();
    this.#setSample(sampleRows);
    this.#loop ??= this.#createLoop();
    // Nothing but rows of paused hosts is left, so that is what going on means.
    if (this.#loop.isBlocked) this.#resumeAllHosts(this.#loop);
    this.#figures.rates.reset();
    this.#figures.stopwatch.start();
    this.#setState('running');
    const problem = this.#pages.roomProblem();
    if (problem !== null) this.#holdFor('local.disk_full', problem);
    // What is in the way lets it go on when it is gone: until then nothing is fetched that could be lost.
    if (!this.#holds.isHolding) this.#loop.go();
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#setState('pausing');
    this.#loop?.hold();
  }

  /** Resolves when nothing is in flight and everything that came back is written, or given back. */
  async stop(): Promise<void> {
    if (this.#loop === null || this.#state === 'finished' || this.#state === 'stopped') return;
    const stopped = new Promise<void>((resolve) => this.#onStopped.push(resolve));
    if (this.#state !== 'stopping') {
      this.#setState('stopping');
      this.#stopTimer = this.#o.clock.after(STOP_GRACE_MS, () => this.#loop?.abandonAll());
      this.#loop.hold();
    }
    await stopped;
  }

  setLimits(limits: RunLimits): void {
    this.#changeOptions(limits);
  }

  /** Columns of the rows that are there move with the recipe; rows to come are read by it. */
  setRecipe(recipe: Recipe | null): void {
    // What is not written yet has the cells of the columns before.
    if (!this.#writer.flush())
      throw this.#writer.trouble ?? new AppError(ErrorCode.DiskFull, 'The disk is full.');
    this.#changeOptions({ recipe });
    this.#reporter.flush();
  }

  replaceFields(rows: readonly RowFields[]): void {
    this.#o.file.replaceFields(rows);
  }

  setHostRules(hostRules: readonly HostRule[]): void {
    this.#changeOptions({ hostRules });
  }

  hostsLive(origins: readonly string[]): readonly HostLive[] {
    return this.#controls.live(origins);
  }

  pauseHost(origin: string): void {
    this.#controls.pause(origin);
    this.#reporter.flush();
  }

  resumeHost(origin: string): void {
    this.#controls.resume(origin);
    this.#goOnIfItWaited();
  }

  forgetHost(origin: string): void {
    this.#controls.forget(origin);
  }

  /**
   * Makes failed rows pending again and goes on.
   *
   * @param options For this round only.
   * @returns How many.
   */
  retryFailed(selection: RetrySelection, options: Partial<RunOptions>): number {
    if (this.#state === 'stopping' || this.#state === 'pausing')
      throw new AppError(ErrorCode.WrongState, 'Wait until the run has stopped.');
    if (!this.#writer.flush())
      throw this.#writer.trouble ?? new AppError(ErrorCode.DiskFull, 'The disk is full.');
    const requeued = this.#o.file.requeue(selection, options);
    if (requeued === 0) return 0;
    // The loop has the old plan; rows in flight are pending in the file and are asked again.
    this.#dropLoop();
    this.#sample = null;
    const facts = this.#o.file.readFacts();
    this.#figures.counts.resetSettled(facts.settled);
    this.#round = facts.round;
    this.#options.startRound(facts.roundOptions);
    // Counts went down, which is no rate.
    this.#figures.rates.reset();
    this.#setState('ready');
    this.resume({});
    return requeued;
  }

  /** @throws AppError `NOT_FOUND` when `origin` is not paused. */
  decideHost(origin: string, decision: HostDecision): void {
    const { cause } = this.#watch.decide(origin, decision);
    if (cause === 'soft_block' && decision === 'accept') this.#blocked.accept(origin);
    if (cause === 'soft_block' && decision === 'again') this.#askBlockedAgain(origin);
    if (!this.#controls.isPaused(origin)) this.#loop?.hosts.resume(origin);
    this.#goOnIfItWaited();
  }

  /**
   * Whether it will be done in time.
   *
   * @param deadlineMs Wall-clock time in epoch milliseconds.
   * @returns `null` while too little is known, or while nothing is being fetched.
   */
  plan(deadlineMs: number): Plan | null {
    if (this.#loop === null || this.#state !== 'running') return null;
    return this.#outlook.plan(this.#loop, this.#options.effective, deadlineMs - this.#o.clock.wallNow());
  }

  /** The computer is about to sleep: what is in flight would only be cut off. */
  sleep(): void {
    if (this.#loop === null) return;
    this.#loop.abandonAll();
    this.#o.network.closeAll();
    this.#holds.set('sleep', 'asleep', 'what was under way is asked again');
  }

  wake(): void {
    this.#holds.release('sleep');
  }

  acknowledge(seq: number): void {
    this.#reporter.acknowledge(seq);
  }

  /** Stops if need be and closes the run file. */
  async close(): Promise<void> {
    await this.stop();
    this.#holds.dispose();
    this.#figures.phases.dispose();
    this.#writer.flush();
    this.#writer.dispose();
    this.#reporter.dispose();
    this.#dropLoop();
    await this.#pages.close();
    this.#o.file.close();
  }

  #createLoop(): FetchLoop {
    const loop = new FetchLoop({
      plan: this.#readPlan(),
      ledger: this.#o.file,
      network: this.#o.network,
      clock: this.#o.clock,
      random: this.#o.random,
      options: this.#options.effective,
      parked: this.#figures.parked,
      recentStarts: this.#recentStarts,
      pageJudge: this.#watch,
      desk: this.#pages.desk,
      robots: this.#robots,
      createGovernor: (originOf) =>
        new AdaptiveGovernor({
          options: this.#options.effective,
          originOf,
          random: this.#o.random,
          memory: this.#o.hostMemory,
          nowMs: this.#o.clock.now(),
        }),
      onAttempt: (attempt, { origin, isFirst }) => {
        this.#holds.answered();
        this.#writer.push(attempt);
        this.#figures.phases.add(attempt);
        this.#outlook.attempted(attempt);
        if (isFirst) this.#watch.add(origin, attempt.result.code);
        this.#reporter.markDirty();
      },
      onSkipped: (attempt) => {
        this.#writer.push(attempt);
        this.#reporter.markDirty();
      },
      onRobots: () => {
        this.#holds.answered();
        this.#reporter.markDirty();
      },
      onHostHopeless: (origin, code) => this.#watch.hopeless(origin, code),
      onLocalTrouble: (code, message) => this.#holdFor(code, message),
      onIdle: () => this.#becameIdle(),
    });
    for (const origin of [...this.#watch.pausedOrigins, ...this.#controls.pausedOrigins])
      loop.hosts.pause(origin);
    return loop;
  }

  /** Found by a row; the run looks by itself whether it is over. */
  #holdFor(code: HoldCode, message: string): void {
    if (this.#state === 'running') this.#holds.set('network', code, message);
  }

  /** After its sample the run goes on with all rows that are left. */
  #setSample(rows: number | null): void {
    if (rows === null && this.#sample?.isHere !== true) return;
    this.#sample = rows === null ? null : { rows, isHere: false };
    this.#dropLoop();
  }

  #readPlan(): WorkPlan {
    const plan = this.#o.file.readPlan();
    const sample = this.#sample === null ? null : samplePlan(plan, this.#sample.rows);
    if (sample === null) this.#sample = null;
    return sample ?? plan;
  }

  #dropLoop(): void {
    if (this.#loop === null) return;
    this.#recentStarts = this.#loop.recentStarts;
    this.#loop.dispose();
    this.#loop = null;
  }

  #changeOptions(changes: Partial<RunOptions>): void {
    this.#options.change(changes);
    this.#pages.optionsChanged();
    this.#outlook.changed();
    this.#o.file.saveOptions(this.#options.run, this.#options.round);
    this.#loop?.setOptions(this.#options.effective);
  }

  #becameIdle(): void {
    if (this.#state === 'pausing') {
      this.#writer.flush();
      this.#figures.stopwatch.stop();
      if (!this.#figures.counts.isComplete) this.#setState('paused');
    } else if (this.#state === 'stopping') {
      this.#stopped();
    } else if (this.#state === 'running') {
      this.#writer.flush();
      if (this.#loop?.isBlocked === true) this.#waitForDecisions();
      else if (this.#sample !== null && !this.#figures.counts.isComplete) this.#showSample(this.#sample.rows);
    }
  }

  /** Rows are left, and all of them belong to paused hosts. */
  #waitForDecisions(): void {
    this.#waitsForDecisions = true;
    this.#figures.stopwatch.stop();
    // Before the loop is held, because that reports idleness again.
    this.#setState('paused');
    this.#loop?.hold();
  }

  #showSample(rows: number): void {
    this.#sample = { rows, isHere: true };
    this.#figures.stopwatch.stop();
    // As above.
    this.#setState('paused');
    this.#loop?.hold();
  }

  #stopped(): void {
    this.#stopTimer?.cancel();
    this.#figures.stopwatch.stop();
    this.#writer.flush();
    // The flush may have settled the last row.
    if (this.#state === 'stopping') {
      this.#watch.dropPauses();
      this.#setState('stopped');
    }
    this.#dropLoop();
    void this.#pages.rest();
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  #finish(): void {
    if (this.#state === 'finished') return;
    this.#stopTimer?.cancel();
    this.#figures.stopwatch.stop();
    this.#watch.dropFailurePauses();
    this.#dropLoop();
    void this.#pages.rest();
    this.#setState('finished');
    this.#o.onFinished(this.runId, this.#figures.totals(this.#loop));
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  #pauseForFailures(alarm: FailureAlarm): void {
    if (this.#state !== 'running') return;
    this.#pauseReason = alarm;
    this.pause();
  }

  #resumeAllHosts(loop: FetchLoop): void {
    for (const origin of this.#watch.pausedOrigins) {
      this.#watch.decide(origin, 'again');
      loop.hosts.resume(origin);
    }
    this.#controls.resumeAll();
  }

  /** A host goes on, and only rows of paused ones were left. */
  #goOnIfItWaited(): void {
    const isFree = this.#loop === null || !this.#loop.isBlocked;
    // A run that was stopped meanwhile stays so.
    const isWaiting = this.#state === 'paused' && this.#waitsForDecisions;
    if (isWaiting && isFree && !this.#figures.counts.isComplete) this.resume({});
    this.#reporter.flush();
  }

  #askBlockedAgain(origin: string): void {
    const rowIds = this.#blocked.reopen(origin);
    if (rowIds.length === 0) return;
    this.#loop?.addRows(rowIds);
    if (this.#state !== 'finished') return;
    this.#setState('ready');
    this.resume({});
  }

  #setState(state: RunState): void {
    this.#state = state;
    if (state !== 'running') this.#outlook.rested();
    this.#reporter.setRunning(state === 'running' || state === 'pausing' || state === 'stopping');
    this.#reporter.flush();
  }

  #batch(): BatchContent {
    const isFetching = this.#state === 'running' && this.#holds.current === null;
    return {
      runId: this.runId,
      state: this.#state,
      ...this.#outlook.read(isFetching ? this.#loop : null, this.#options.effective),
      ...this.#figures.batch(this.#loop),
      hold: this.#state === 'running' ? this.#holds.current : null,
      pauseReason: this.#pauseReason,
      sample: this.#sample?.isHere === true ? { rows: this.#sample.rows } : null,
      pausedHosts: this.#watch.listPaused(PAUSED_SHOWN, (origin) => this.#loop?.hosts.pendingAt(origin) ?? 0),
      pausedHostCount: this.#watch.pausedCount,
      robots: this.#options.effective.robots === 'off' ? null : this.#robots.figures,
      userPausedHosts: this.#controls.summary(),
    };
  }
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
