/** In which state an open run is, and how it gets from one to the next. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { FailureAlarm, RunState } from '../../../shared/progress.ts';
import type { Clock, Timer } from '../clock.ts';
import type { RunParts } from './run-parts.ts';

/** How long a stop waits for what is in flight before it gives it back. */
const STOP_GRACE_MS = 2000;

export interface RunLifecycleOptions {
  readonly parts: RunParts;
  readonly clock: Clock;
  readonly changeOptions: (changes: Partial<RunOptions>) => void;
  /** Every row is settled. */
  readonly onFinished: () => void;
}

export class RunLifecycle {
  readonly #o: RunLifecycleOptions;
  readonly #parts: RunParts;
  #state: RunState;
  #pauseReason: FailureAlarm | null = null;
  /** Paused because every row that is left belongs to a paused host. */
  #waitsForDecisions = false;
  #stopTimer: Timer | null = null;
  #onStopped: (() => void)[] = [];

  constructor(options: RunLifecycleOptions) {
    this.#o = options;
    this.#parts = options.parts;
    this.#state = this.#parts.figures.counts.isComplete ? 'finished' : 'ready';
  }

  get state(): RunState {
    return this.#state;
  }

  /** What the run paused itself for; `null` for everything else. */
  get pauseReason(): FailureAlarm | null {
    return this.#pauseReason;
  }

  /**
   * Starts, or goes on.
   *
   * @param sampleRows Only so many rows, spread over the list; then the run pauses by itself.
   * @throws AppError `WRONG_STATE` when nothing is pending.
   */
  resume(changes: Partial<RunOptions>, sampleRows: number | null = null): void {
    const { figures, watch, loops, controls, pages, holds } = this.#parts;
    if (figures.counts.isComplete) {
      throw new AppError(ErrorCode.WrongState, 'Every row is settled already.', {
        advice: 'Retry the failed rows, or start a new run.',
      });
    }
    if (this.#state === 'stopping') throw new AppError(ErrorCode.WrongState, 'The run is still stopping.');
    this.#o.changeOptions(changes);
    if (this.#state === 'running') return;
    this.#pauseReason = null;
    this.#waitsForDecisions = false;
    watch.clearRunAlarm();
    loops.setSample(sampleRows);
    const loop = loops.open();
    // Nothing but rows of paused hosts is left, so that is what going on means.
    if (loop.isBlocked) controls.resumeAll();
    figures.rates.reset();
    figures.stopwatch.start();
    this.#setState('running');
    const problem = pages.roomProblem();
    if (problem !== null) this.holdFor('local.disk_full', problem);
    // What is in the way lets it go on when it is gone: until then nothing is fetched that could be lost.
    if (!holds.isHolding) loop.go();
  }

  /** Rows are pending again. @throws As {@link resume} */
  restart(): void {
    this.#setState('ready');
    this.resume({});
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#setState('pausing');
    this.#parts.loops.current?.hold();
  }

  pauseForFailures(alarm: FailureAlarm): void {
    if (this.#state !== 'running') return;
    this.#pauseReason = alarm;
    this.pause();
  }

  /** Resolves when nothing is in flight and everything that came back is written, or given back. */
  async stop(): Promise<void> {
    const { loops } = this.#parts;
    if (loops.current === null || this.#state === 'finished' || this.#state === 'stopped') return;
    const stopped = new Promise<void>((resolve) => this.#onStopped.push(resolve));
    if (this.#state !== 'stopping') {
      this.#setState('stopping');
      this.#stopTimer = this.#o.clock.after(STOP_GRACE_MS, () => loops.current?.abandonAll());
      loops.current.hold();
    }
    await stopped;
  }

  /** Found by a row, or before the first one; the run looks by itself whether it is over. */
  holdFor(code: HoldCode, message: string): void {
    if (this.#state === 'running') this.#parts.holds.set('network', code, message);
  }

  /** Something is in the way. */
  held(): void {
    this.#parts.outlook.rested();
    if (this.#state === 'running') this.#parts.loops.current?.hold();
  }

  /** It seems gone. With one row first: whether it is over is seen best by trying. */
  released(): void {
    if (this.#state === 'running') this.#parts.loops.current?.go({ isProbing: true });
  }

  /** A host goes on, and only rows of paused ones were left. */
  goOnIfItWaited(): void {
    const { loops, figures, reporter } = this.#parts;
    const isFree = loops.current?.isBlocked !== true;
    // A run that was stopped meanwhile stays so.
    const isWaiting = this.#state === 'paused' && this.#waitsForDecisions;
    if (isWaiting && isFree && !figures.counts.isComplete) this.resume({});
    reporter.flush();
  }

  /** Nothing is in flight and nothing will start by itself. */
  becameIdle(): void {
    const { writer, figures } = this.#parts;
    if (this.#state === 'pausing') {
      writer.flush();
      figures.stopwatch.stop();
      if (!figures.counts.isComplete) this.#setState('paused');
    } else if (this.#state === 'stopping') {
      this.#stopped();
    } else if (this.#state === 'running') {
      writer.flush();
      this.#cameToRest();
    }
  }

  /** Every row is settled. */
  finish(): void {
    if (this.#state === 'finished') return;
    const { figures, watch, loops, pages } = this.#parts;
    this.#stopTimer?.cancel();
    figures.stopwatch.stop();
    watch.dropFailurePauses();
    loops.drop();
    void pages.rest();
    this.#setState('finished');
    this.#o.onFinished();
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  /** Rows may be left: all of them belong to paused hosts, or those of the sample are here. */
  #cameToRest(): void {
    const { loops, figures } = this.#parts;
    const { sample } = loops;
    if (loops.current?.isBlocked === true) {
      this.#waitsForDecisions = true;
      this.#rest();
    } else if (sample !== null && !figures.counts.isComplete) {
      loops.sampleIsHere(sample);
      this.#rest();
    }
  }

  #rest(): void {
    this.#parts.figures.stopwatch.stop();
    // Before the loop is held, because that reports idleness again.
    this.#setState('paused');
    this.#parts.loops.current?.hold();
  }

  #stopped(): void {
    const { figures, writer, watch, loops, pages } = this.#parts;
    this.#stopTimer?.cancel();
    figures.stopwatch.stop();
    writer.flush();
    // The flush may have settled the last row.
    if (this.#state === 'stopping') {
      watch.dropPauses();
      this.#setState('stopped');
    }
    loops.drop();
    void pages.rest();
    for (const resolve of this.#onStopped.splice(0)) resolve();
  }

  #setState(state: RunState): void {
    const { outlook, reporter } = this.#parts;
    this.#state = state;
    if (state !== 'running') outlook.rested();
    reporter.setRunning(state === 'running' || state === 'pausing' || state === 'stopping');
    reporter.flush();
  }
}
