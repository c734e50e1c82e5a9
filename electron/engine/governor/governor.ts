/**
 * How fast each host may be asked: what the scheduler and the fetch loop want to know, and
 * what they tell. No I/O and no clock of its own: every call says what time it is, so that a
 * run can be played in virtual time.
 */
import type { RunOptions } from '../../../shared/options.ts';
import type { HostPace } from '../../../shared/host-pace.ts';
import type { Quota } from '../fetch/quota.ts';

/** Asked for each request, so it answers from memory. Hosts are the scheduler's numbers. */
export interface HostPacer {
  /** Requests that may be in flight at once; at least 1. */
  inFlightMax(host: number): number;
  /**
   * A request starts at `nowMs`; it could have started at `plannedMs`.
   *
   * @returns When the next one may start, at the earliest.
   */
  started(host: number, plannedMs: number, nowMs: number): number;
  /** As {@link started}, for a request of the past and without booking it: the limits have changed since. */
  nextStartMs(host: number, startedMs: number): number;
  /** A row was ready to go, and every place at the host was taken. */
  wasFull(host: number): void;
}

/**
 * What an answer says about the host. `refused`: it asks for fewer requests (429, 503).
 * `bad`: it fails in a way that many requests can cause. `good`: it answers, whatever it
 * says. `forbidden`: as `bad`, and it may be about us. `neutral`: nothing (names, certificates,
 * this computer).
 */
export type AnswerKind = 'good' | 'refused' | 'bad' | 'forbidden' | 'neutral';

export interface HostAnswer {
  readonly kind: AnswerKind;
  /** Monotonic. */
  readonly startedMs: number;
  /** Requests in flight at the host when this one started, itself included. */
  readonly inFlight: number;
  /** From the request being sent to the first byte of the answer; `null` when none came. */
  readonly firstByteMs: number | null;
  /** Retry-After, parsed. */
  readonly retryAfterMs: number | null;
  /** What the host says is left to us. */
  readonly quota: Quota | null;
}

export interface Governor extends HostPacer {
  setOptions(options: RunOptions): void;
  /** @returns How long nothing may be sent to the host, in milliseconds; 0 for no wait. */
  answered(host: number, answer: HostAnswer, nowMs: number): number;
  /** It said no, or failed, so often that only a person can tell whether to go on. */
  isHopeless(host: number): boolean;
  /** A person says: go on. */
  encourage(host: number): void;
  /** The host has nothing left to be asked. */
  done(host: number): void;
  /** Starts anew with the host, as if it had never been asked. */
  forget(host: number): void;
  /** Its knowledge of hosts is kept for the next one. */
  dispose(): void;
  paceOf(host: number): HostPace;
}
