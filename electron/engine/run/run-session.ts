/** One open run: starts, pauses, stops and retries it, and tells how it goes. */
import { randomUUID } from 'node:crypto';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RunLimits, RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { ProgressBatch, RunState, RunTotals } from '../../../shared/progress.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { Clock, Random, Timer } from '../clock.ts';
import type { Network } from '../fetch/network.ts';
import { isDiskFullError } from '../ledger/sqlite.ts';
import type { RunFile, RunFileFacts } from '../ledger/run-file.ts';
import { FetchLoop } from './fetch-loop.ts';
import { LedgerCounts } from './ledger-counts.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { ParkedHosts } from './parked-hosts.ts';
import { ProgressReporter, type BatchContent } from './progress-reporter.ts';
import { RateMeter } from './rate-meter.ts';
import { Stopwatch } from './stopwatch.ts';

/** How long a stop waits for what is in flight before it gives it back. */
const STOP_GRACE_MS = 2000;
/** How long the run holds when this computer has run out of something. */
const LOCAL_TROUBLE_PAUSE_MS = 3000;
const PARKED_SHOWN = 10;

export interface RunSessionOptions {
  readonly file: RunFile;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProgress: (batch: ProgressBatch) => void;
  readonly onFinished: (runId: string, totals: RunTotals) => void;
  readonly onTrouble: (runId: string, code: OutcomeCode, message: string) => void;
}

export class RunSession {
  readonly runId = randomUUID();
  readonly #o: RunSessionOptions;
  readonly #facts: RunFileFacts;
  readonly #counts: LedgerCounts;
  readonly #writer: OutcomeWriter;
  readonly #reporter: ProgressReporter;
  readonly #rates = new RateMeter();
  readonly #parked: ParkedHosts;
  readonly #stopwatch: Stopwatch;
  #options: RunOptions;
  #state: RunState;
  #round: number;
  #loop: FetchLoop | null = null;
  #stopTimer: Timer | null = null;
  #troubleTimer: Timer | null = null;
  #onStopped: (() => void)[] = [];

  constructor(options: RunSessionOptions) {
    this.#o = options;
    this.#facts = options.file.readFacts();
    this.#options = this.#facts.options;
    this.#round = this.#facts.round;
    this.#counts = new LedgerCounts(this.#facts);
    this.#parked = new ParkedHosts(options.clock);
    this.#stopwatch = new Stopwatch(options.clock, this.#facts.elapsedMs);
    this.#state = this.#counts.isComplete ? 'finished' : 'ready';
    this.#writer = new OutcomeWriter({
      ledger: options.file,
      clock: options.clock,
      usage: (batch) => ({
        elapsedMs: this.#stopwatch.elapsedMs,
        bytes: batch.reduce((sum, { result }) => sum + result.bytes, this.#counts.bytes),
      }),
      onCommitted: (settled, written) => {
        this.#counts.add(settled, written);
        this.#reporter.markDirty();
        if (this.#counts.isComplete) this.#finish();
      },
      onTrouble: (error) => this.#hold(isDiskFullError(error) ? 'local.disk_full' : null, error.message),
      onRecovered: () => this.#release(),
    });
    this.#reporter = new ProgressReporter(options.clock, () => this.#batch(), options.onProgress);
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
      options: this.#options,
      totals: this.#totals(),
      elapsedMs: this.#stopwatch.elapsedMs,
      round: this.#round,
    };
  }

  /** Starts, or goes on. @throws AppError `WRONG_STATE` when nothing is pending. */
  resume(options: Partial<RunOptions>): void {
    if (this.#counts.isComplete) {
      throw new AppError(ErrorCode.WrongState, 'Every row is settled already.', {
        advice: 'Retry the failed rows, or start a new run.',
      });
    }
    if (this.#state === 'stopping') throw new AppError(ErrorCode.WrongState, 'The run is still stopping.');
    this.#setOptions({ ...this.#options, ...options });
    if (this.#state === 'running') return;
    this.#loop ??= this.#createLoop();
    this.#rates.reset();
    this.#stopwatch.start();
    this.#setState('running');
    // While the run file cannot be written, nothing is fetched that could be lost; the writer's recovery starts it.
    if (!this.#writer.isInTrouble) this.#loop.go();
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
    this.#setOptions({ ...this.#options, ...limits });
  }

  /** Makes failed rows pending again and goes on. @returns How many. */
  retryFailed(codes: readonly OutcomeCode[] | null, options: Partial<RunOptions>): number {
    if (this.#state === 'stopping' || this.#state === 'pausing')
      throw new AppError(ErrorCode.WrongState, 'Wait until the run has stopped.');
    if (!this.#writer.flush()) throw new AppError(ErrorCode.DiskFull, 'The run file cannot be written.');
    const requeued = this.#o.file.requeueFailed(codes);
    if (requeued === 0) return 0;
    // The loop has the old plan; rows in flight are pending in the file and are asked again.
    this.#dropLoop();
    const facts = this.#o.file.readFacts();
    this.#counts.resetSettled(facts.settled);
    this.#round = facts.round;
    // Counts went down, which is no rate.
    this.#rates.reset();
    this.#setState('ready');
    this.resume(options);
    return requeued;
  }

  acknowledge(seq: number): void {
    this.#reporter.acknowledge(seq);
  }

  /** Stops if need be and closes the run file. */
  async close(): Promise<void> {
    await this.stop();
    this.#troubleTimer?.cancel();
    this.#writer.flush();
    this.#writer.dispose();
    this.#reporter.dispose();
    this.#dropLoop();
    this.#o.file.close();
  }

  #createLoop(): FetchLoop {
    return new FetchLoop({
      plan: this.#o.file.readPlan(),
      ledger: this.#o.file,
      network: this.#o.network,
      clock: this.#o.clock,
      random: this.#o.random,
      options: this.#options,
      parked: this.#parked,
      onAttempt: (attempt) => {
        this.#writer.push(attempt);
        this.#reporter.markDirty();
      },
      onLocalTrouble: (code, message) => {
        this.#hold(code, message);
        this.#troubleTimer?.cancel();
        this.#troubleTimer = this.#o.clock.after(LOCAL_TROUBLE_PAUSE_MS, () => this.#release());
      },
      onIdle: () => this.#becameIdle(),
    });
  }

  #dropLoop(): void {
    this.#loop?.dispose();
    this.#loop = null;
  }

  #setOptions(options: RunOptions): void {
    this.#options = options;
    this.#o.file.saveOptions(options);
    this.#loop?.setOptions(options);
  }

  #becameIdle(): void {
    if (this.#state === 'pausing') {
      this.#writer.flush();
      this.#stopwatch.stop();
      if (!this.#counts.isComplete) this.#setState('paused');
    } else if (this.#state === 'stopping') {
      this.#stopped();
    } else if (this.#state === 'running') {
      this.#writer.flush();
    }
  }

  #stopped(): void {
    this.#stopTimer?.cancel();
    this.#stopwatch.stop();
    this.#writer.flush();
    // The flush may have settled the last row.
    if (this.#state === 'stopping') this.#setState('stopped');
    this.#dropLoop();
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  #finish(): void {
    if (this.#state === 'finished') return;
    this.#stopTimer?.cancel();
    this.#stopwatch.stop();
    this.#dropLoop();
    this.#setState('finished');
    this.#o.onFinished(this.runId, this.#totals());
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  /** Something on this computer is in the way: nothing new is started, no row pays for it. */
  #hold(code: OutcomeCode | null, message: string): void {
    if (this.#state === 'running') this.#loop?.hold();
    this.#o.onTrouble(this.runId, code ?? 'local.disk_full', message);
  }

  #release(): void {
    if (this.#state === 'running' && !this.#writer.isInTrouble) this.#loop?.go();
  }

  #setState(state: RunState): void {
    this.#state = state;
    this.#reporter.setRunning(state === 'running' || state === 'pausing' || state === 'stopping');
    this.#reporter.flush();
  }

  #totals(): RunTotals {
    return this.#counts.totals(this.#loop?.inFlight ?? 0, this.#loop?.waitingForRetry ?? 0);
  }

  #batch(): BatchContent {
    const parked = this.#parked.list(PARKED_SHOWN);
    return {
      runId: this.runId,
      elapsedMs: this.#stopwatch.elapsedMs,
      state: this.#state,
      totals: this.#totals(),
      ...this.#rates.update(this.#o.clock.now(), this.#counts.settled, this.#counts.failedAttempts),
      parked: parked.hosts,
      parkedCount: parked.count,
    };
  }
}
