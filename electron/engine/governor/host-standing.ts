/**
 * How one host is asked now, and what its answers have shown so far. Judgements on refusals,
 * failures and slowness all work on it; what only one of them knows stays with that one.
 */
import type { PaceReason } from '../../../shared/host-pace.ts';
import { AnswerRound, MinuteMeter } from './answer-round.ts';
import { Distress } from './distress.ts';
import type { HostAnswer } from './governor.ts';
import { NamedQuota } from './named-quota.ts';
import { RateKnob } from './rate-knob.ts';
import { RefusalCycle } from './refusal-cycle.ts';
import * as rule from './rules.ts';
import { Slowness } from './slowness.ts';
import { WindowKnob } from './window-knob.ts';

export class HostStanding {
  readonly rate: RateKnob;
  readonly window = new WindowKnob();
  readonly quota = new NamedQuota();
  readonly slowness = new Slowness();
  readonly distress = new Distress();
  /** Since the last refusal. */
  readonly cycle: RefusalCycle;
  readonly round: AnswerRound;
  readonly minute: MinuteMeter;
  reason: PaceReason = 'starting';
  /** Answers to requests from before say nothing new. */
  cutAtMs = -Infinity;
  hadGood = false;
  /** Good answers per second in the last two rounds. */
  goodPerSec = 0;
  previousGoodPerSec = 0;
  /** Since it last answered what was asked after that. */
  refusalsInARow = 0;
  downsInARow = 0;
  /** It refuses some of its pages, however slowly it is asked. */
  refusesByItself = false;
  #isHalfOpen = false;

  constructor(nowMs: number) {
    this.rate = new RateKnob(nowMs);
    this.cycle = new RefusalCycle(nowMs);
    this.round = new AnswerRound(nowMs);
    this.minute = new MinuteMeter(nowMs);
  }

  /** One request at a time, until one of them is answered. */
  get isHalfOpen(): boolean {
    return this.#isHalfOpen;
  }

  /** It said no, or failed, so often that only a person can tell whether to go on. */
  get isHopeless(): boolean {
    return this.downsInARow > rule.DOWN_PROBES_MAX || this.refusalsInARow > rule.REFUSED_PROBES_MAX;
  }

  /** A person says: go on. */
  encourage(): void {
    this.downsInARow = Math.min(this.downsInARow, 1);
    this.refusalsInARow = Math.min(this.refusalsInARow, 1);
  }

  /** Whether the request was sent before the host was last asked less. */
  isOld({ startedMs }: HostAnswer): boolean {
    return startedMs < this.cutAtMs;
  }

  /** It answers what was asked after it said no, or failed. */
  recovered(nowMs: number): void {
    this.refusalsInARow = 0;
    this.downsInARow = 0;
    if (!this.#isHalfOpen) return;
    this.#isHalfOpen = false;
    this.rate.phaseSinceMs = nowMs;
    this.round.restart(nowMs);
  }

  /** One request goes first, to see whether the host answers again. */
  halfOpen(nowMs: number): void {
    this.#isHalfOpen = true;
    this.cutAtMs = nowMs;
    this.round.restart(nowMs);
  }

  closeWindow(inFlight: number, nowMs: number): void {
    this.window.close(inFlight, nowMs);
    // The window is the limit; a rate found before was a guess about it.
    this.rate.ceilingPerSec = null;
    this.rate.phase = 'ramp';
  }
}
