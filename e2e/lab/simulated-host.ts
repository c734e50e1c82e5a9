/** A host that keeps its limits, in virtual time. Knows nothing of governors. */
import type { Clock } from '../../electron/engine/clock.ts';
import type { Chance } from './chance.ts';
import type { HostCount, HostModel } from './host-model.ts';

export interface SimulatedAnswer {
  /** `null`: the connection was reset. */
  readonly status: number | null;
  readonly retryAfterSec: number | null;
  readonly quota: { readonly remaining: number; readonly resetSec: number } | null;
}

const OK: SimulatedAnswer = { status: 200, retryAfterSec: null, quota: null };
const UNAVAILABLE: SimulatedAnswer = { status: 503, retryAfterSec: null, quota: null };
const RESET: SimulatedAnswer = { status: null, retryAfterSec: null, quota: null };

export class SimulatedHost {
  readonly count: HostCount = { requests: 0, refused: 0, bans: 0, inBan: 0, mostAtOnce: 0 };
  readonly #model: HostModel;
  readonly #clock: Clock;
  readonly #chance: Chance;
  #tokens: number;
  #tokensAtMs = 0;
  /** Times of what was let through, for the sliding window. */
  #passed: number[] = [];
  #passedFrom = 0;
  #fixedStartMs = -Infinity;
  #fixedCount = 0;
  #atOnce = 0;
  #busy = 0;
  readonly #queue: { readonly sinceMs: number; readonly answer: (answer: SimulatedAnswer) => void }[] = [];
  #offences: number[] = [];
  #bannedUntilMs = -Infinity;
  /** When the first answer of the ban had reached the client. */
  #banKnownMs = Infinity;

  constructor(model: HostModel, clock: Clock, chance: Chance) {
    this.#model = model;
    this.#clock = clock;
    this.#chance = chance;
    this.#tokens = model.bucket?.burst ?? 0;
  }

  /** @param onAnswer Called when the answer has come back. */
  ask(onAnswer: (answer: SimulatedAnswer) => void): void {
    const halfMs = this.#model.roundTripMs / 2;
    const sentMs = this.#clock.now();
    this.#clock.after(halfMs, () =>
      this.#receive(sentMs, (answer) => {
        if (answer !== OK && this.#clock.now() < this.#bannedUntilMs)
          this.#banKnownMs = Math.min(this.#banKnownMs, this.#clock.now() + halfMs);
        this.#clock.after(halfMs, () => onAnswer(answer));
      }),
    );
  }

  #receive(sentMs: number, onAnswer: (answer: SimulatedAnswer) => void): void {
    const nowMs = this.#clock.now();
    this.count.requests++;
    if (nowMs < this.#bannedUntilMs) {
      if (sentMs > this.#banKnownMs) this.count.inBan++;
      onAnswer(this.#banAnswer(nowMs));
      return;
    }
    if (this.#model.outages?.some(({ fromMs, toMs }) => nowMs >= fromMs && nowMs < toMs) === true) {
      onAnswer(RESET);
      return;
    }
    const waitMs = this.#refuses(nowMs);
    if (waitMs !== null) {
      this.#refuse(waitMs, nowMs, onAnswer);
      return;
    }
    this.#atOnce++;
    this.count.mostAtOnce = Math.max(this.count.mostAtOnce, this.#atOnce);
    const quota = this.#quota(nowMs);
    const answer = (given: SimulatedAnswer): void => {
      this.#atOnce--;
      onAnswer(quota === null ? given : { ...given, quota });
    };
    if (this.#busy < (this.#model.workers ?? Infinity)) this.#work(answer);
    else this.#queue.push({ sinceMs: nowMs, answer });
  }

  #work(onAnswer: (answer: SimulatedAnswer) => void): void {
    this.#busy++;
    const { median, sigma } = this.#model.workMs;
    const workMs = this.#chance.logNormal(median, sigma) * this.#slowness;
    this.#clock.after(workMs, () => {
      this.#busy--;
      const next = this.#queue.shift();
      if (next !== undefined) {
        const waitedMs = this.#clock.now() - next.sinceMs;
        if (waitedMs > (this.#model.ban?.slowMs ?? Infinity)) this.#offend(this.#clock.now());
        this.#work(next.answer);
      }
      const chance = this.#chance.uniform();
      const { failureRatio = 0, unavailableRatio = 0 } = this.#model;
      onAnswer(chance < failureRatio ? RESET : chance > 1 - unavailableRatio ? UNAVAILABLE : OK);
    });
  }

  /** @returns How long until it would not; `null` when it does not. */
  #refuses(nowMs: number): number | null {
    const { bucket, window, atOnce } = this.#model;
    if (atOnce !== undefined && this.#atOnce >= Math.max(1, Math.round(atOnce / this.#slowness))) return 1000;
    if (bucket !== undefined) {
      const perSec = bucket.perSec / this.#slowness;
      this.#tokens = Math.min(bucket.burst, this.#tokens + ((nowMs - this.#tokensAtMs) * perSec) / 1000);
      this.#tokensAtMs = nowMs;
      if (this.#tokens < 1) return ((1 - this.#tokens) * 1000) / perSec;
      this.#tokens--;
    }
    return window === undefined ? null : this.#refusesByWindow(window, nowMs);
  }

  #refusesByWindow(window: NonNullable<HostModel['window']>, nowMs: number): number | null {
    if (window.isFixed) {
      if (nowMs >= this.#fixedStartMs + window.lengthMs) {
        this.#fixedStartMs = Math.floor(nowMs / window.lengthMs) * window.lengthMs;
        this.#fixedCount = 0;
      }
      if (this.#fixedCount >= window.requests) return this.#fixedStartMs + window.lengthMs - nowMs;
      this.#fixedCount++;
      return null;
    }
    while (
      this.#passedFrom < this.#passed.length &&
      this.#passed[this.#passedFrom]! <= nowMs - window.lengthMs
    )
      this.#passedFrom++;
    if (this.#passedFrom > 10_000) {
      this.#passed = this.#passed.slice(this.#passedFrom);
      this.#passedFrom = 0;
    }
    if (this.#passed.length - this.#passedFrom >= window.requests)
      return this.#passed[this.#passedFrom]! + window.lengthMs - nowMs;
    this.#passed.push(nowMs);
    return null;
  }

  #quota(nowMs: number): SimulatedAnswer['quota'] {
    const { window, tellsQuota } = this.#model;
    if (tellsQuota !== true || window === undefined || !window.isFixed) return null;
    return {
      remaining: window.requests - this.#fixedCount,
      resetSec: Math.max(1, Math.ceil((this.#fixedStartMs + window.lengthMs - nowMs) / 1000)),
    };
  }

  #refuse(waitMs: number, nowMs: number, onAnswer: (answer: SimulatedAnswer) => void): void {
    this.count.refused++;
    this.#offend(nowMs);
    const { status, saysWhen } = this.#model.refusal ?? { status: 429, saysWhen: false };
    onAnswer({ status, retryAfterSec: saysWhen ? Math.ceil(waitMs / 1000) : null, quota: null });
  }

  #offend(nowMs: number): void {
    const { ban } = this.#model;
    if (ban === undefined || nowMs < this.#bannedUntilMs) return;
    this.#offences.push(nowMs);
    this.#offences = this.#offences.filter((atMs) => atMs > nowMs - ban.withinMs);
    if (this.#offences.length < ban.offences) return;
    this.#offences = [];
    this.count.bans++;
    this.#bannedUntilMs = nowMs + ban.forMs;
    this.#banKnownMs = Infinity;
  }

  #banAnswer(nowMs: number): SimulatedAnswer {
    switch (this.#model.ban!.answer) {
      case 'forbidden':
        return { status: 403, retryAfterSec: null, quota: null };
      case 'forbidden_with_time':
        return { status: 429, retryAfterSec: Math.ceil((this.#bannedUntilMs - nowMs) / 1000), quota: null };
      case 'reset':
        return RESET;
    }
  }

  get #slowness(): number {
    return this.#model.slowness?.(this.#clock.now()) ?? 1;
  }
}
