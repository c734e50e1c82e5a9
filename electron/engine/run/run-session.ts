/** One open run: starts, pauses, stops and retries it, and tells how it goes. */
import { randomUUID } from 'node:crypto';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HoldCode } from '../../../shared/holds.ts';
import type { RunLimits, RunOptions } from '../../../shared/options.ts';
import type {
  FailureAlarm,
  HostDecision,
  ProgressBatch,
  RunState,
  RunTotals,
} from '../../../shared/progress.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { Clock, Random, Timer } from '../clock.ts';
import type { Network } from '../fetch/network.ts';
import { isDiskFullError } from '../ledger/sqlite.ts';
import type { RunFile, RunFileFacts } from '../ledger/run-file.ts';
import { BlockedRows } from './blocked-rows.ts';
import { FetchLoop, type RecentStarts } from './fetch-loop.ts';
import { HostWatch } from './host-watch.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { ProgressReporter, type BatchContent } from './progress-reporter.ts';
import { RoundOptions } from './round-options.ts';
import { RunFigures } from './run-figures.ts';
import { RunHolds } from './run-holds.ts';

/** How long a stop waits for what is in flight before it gives it back. */
const STOP_GRACE_MS = 2000;
const PAUSED_SHOWN = 20;

export interface RunSessionOptions {
  readonly file: RunFile;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
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
  readonly #watch: HostWatch;
  #state: RunState;
  #round: number;
  #pauseReason: FailureAlarm | null = null;
  /** Paused because every row that is left belongs to a paused host. */
  #waitsForDecisions = false;
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
      isTroubleOver: async (code) =>
        code === 'asleep' || code === 'unwritable' || (await network.isTroubleOver(code)),
      onHold: ({ code, message }, isNew) => {
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
        this.#loop?.pauseHost(origin);
        this.#reporter.markDirty();
      },
      onRunAlarm: (alarm) => this.#pauseForFailures(alarm),
      onRowsBlocked: (rowIds) => this.#blocked.add(rowIds),
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

  /** Starts, or goes on. @throws AppError `WRONG_STATE` when nothing is pending. */
  resume(options: Partial<RunOptions>): void {
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
    this.#loop ??= this.#createLoop();
    // Nothing but rows of paused hosts is left, so that is what going on means.
    if (this.#loop.isBlocked) this.#resumeAllHosts(this.#loop);
    this.#figures.rates.reset();
    this.#figures.stopwatch.start();
    this.#setState('running');
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
    this.#loop?.resumeHost(origin);
    if (this.#waitsForDecisions && !this.#figures.counts.isComplete) this.resume({});
    this.#reporter.flush();
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
    this.#o.file.close();
  }

  #createLoop(): FetchLoop {
    const loop = new FetchLoop({
      plan: this.#o.file.readPlan(),
      ledger: this.#o.file,
      network: this.#o.network,
      clock: this.#o.clock,
      random: this.#o.random,
      options: this.#options.effective,
      parked: this.#figures.parked,
      recentStarts: this.#recentStarts,
      pageJudge: this.#watch,
      onAttempt: (attempt, { origin, isFirst }) => {
        this.#holds.answered();
        this.#writer.push(attempt);
        this.#figures.phases.add(attempt);
        if (isFirst) this.#watch.add(origin, attempt.result.code);
        this.#reporter.markDirty();
      },
      onLocalTrouble: (code, message) => {
        if (this.#state === 'running') this.#holds.set('network', code, message);
      },
      onIdle: () => this.#becameIdle(),
    });
    for (const origin of this.#watch.pausedOrigins) loop.pauseHost(origin);
    return loop;
  }

  #dropLoop(): void {
    if (this.#loop === null) return;
    this.#recentStarts = this.#loop.recentStarts;
    this.#loop.dispose();
    this.#loop = null;
  }

  #changeOptions(changes: Partial<RunOptions>): void {
    this.#options.change(changes);
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
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  #finish(): void {
    if (this.#state === 'finished') return;
    this.#stopTimer?.cancel();
    this.#figures.stopwatch.stop();
    this.#watch.dropFailurePauses();
    this.#dropLoop();
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
      loop.resumeHost(origin);
    }
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
    this.#reporter.setRunning(state === 'running' || state === 'pausing' || state === 'stopping');
    this.#reporter.flush();
  }

  #batch(): BatchContent {
    return {
      runId: this.runId,
      state: this.#state,
      ...this.#figures.batch(this.#loop),
      hold: this.#state === 'running' ? this.#holds.current : null,
      pauseReason: this.#pauseReason,
      pausedHosts: this.#watch.listPaused(PAUSED_SHOWN, (origin) => this.#loop?.pendingAt(origin) ?? 0),
      pausedHostCount: this.#watch.pausedCount,
    };
  }
}
