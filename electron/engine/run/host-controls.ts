/**
 * What the user does with single hosts of a run, and how each is being asked. Pauses of the
 * user are not those of {@link HostWatch}: they have no alarm to decide about, last until the
 * user ends them, and outlive the loop.
 */
import { HOSTS_LIVE_MAX, type HostLive, type UserPausedHosts } from '../../../shared/host-live.ts';
import type { PaceReason } from '../../../shared/host-pace.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { HostDecision } from '../../../shared/progress.ts';
import type { HostMemory } from '../governor/host-memory.ts';
import type { BlockedRows } from './blocked-rows.ts';
import type { FetchLoop } from './fetch-loop.ts';
import type { HostWatch } from './host-watch.ts';
import type { LoopHosts } from './loop-hosts.ts';
import type { ParkedHosts } from './parked-hosts.ts';

export interface HostControlsOptions {
  readonly watch: HostWatch;
  readonly blocked: BlockedRows;
  readonly parked: ParkedHosts;
  readonly memory: HostMemory;
  /** `null` while nothing is fetched. */
  readonly loop: () => FetchLoop | null;
}

export class HostControls {
  readonly #o: HostControlsOptions;
  readonly #paused = new Set<string>();

  constructor(options: HostControlsOptions) {
    this.#o = options;
  }

  /** Of hosts that the user paused. */
  get pausedOrigins(): readonly string[] {
    return [...this.#paused];
  }

  summary(): UserPausedHosts {
    const loop = this.#o.loop();
    let pendingRows = 0;
    for (const origin of this.#paused) pendingRows += loop?.hosts.pendingAt(origin) ?? 0;
    return { count: this.#paused.size, pendingRows };
  }

  /** Nothing more is sent to `origin`; what is in flight goes on. */
  pause(origin: string): void {
    this.#paused.add(origin);
    const loop = this.#o.loop();
    loop?.hosts.pause(origin);
    // It may have been the last host that was asked.
    loop?.pump();
  }

  /** Ends the user's pause; one of the engine's own stays. */
  resume(origin: string): void {
    this.#paused.delete(origin);
    if (this.#o.watch.pausedBy(origin) === null) this.#o.loop()?.hosts.resume(origin);
  }

  /**
   * Ends the engine's pause of `origin` as the user decides; one of the user's own stays.
   *
   * @returns Whether rows that were settled are pending again.
   * @throws AppError `NOT_FOUND` when `origin` is not paused; `DISK_FULL`
   */
  decide(origin: string, decision: HostDecision): boolean {
    const { watch, blocked } = this.#o;
    const loop = this.#o.loop();
    const { cause } = watch.decide(origin, decision);
    if (cause === 'soft_block' && decision === 'accept') blocked.accept(origin);
    const reopened = cause === 'soft_block' && decision === 'again' ? blocked.reopen(origin) : [];
    if (reopened.length > 0) loop?.addRows(reopened);
    if (!this.#paused.has(origin)) loop?.hosts.resume(origin);
    return reopened.length > 0;
  }

  /** Ends every pause, whoever made it. */
  resumeAll(): void {
    const { watch } = this.#o;
    for (const origin of watch.pausedOrigins) {
      watch.decide(origin, 'again');
      this.#o.loop()?.hosts.resume(origin);
    }
    for (const origin of this.pausedOrigins) this.resume(origin);
  }

  /** Starts anew with the host; a wait that it asked for stays. */
  forget(origin: string): void {
    const loop = this.#o.loop();
    if (loop === null) this.#o.memory.forget(origin);
    else loop.hosts.forget(origin);
  }

  /** Hosts of which nothing is known here are left out; without a loop that is all of them. */
  live(origins: readonly string[]): HostLive[] {
    const hosts = this.#o.loop()?.hosts;
    if (hosts === undefined) return [];
    return origins
      .slice(0, HOSTS_LIVE_MAX)
      .filter((origin) => hosts.knows(origin))
      .map((origin) => this.#liveOf(origin, hosts));
  }

  #liveOf(origin: string, hosts: LoopHosts): HostLive {
    const pace = hosts.paceOf(origin);
    const figures = hosts.figuresOf(origin);
    const pausedBy: HostLive['pausedBy'] = this.#paused.has(origin) ? 'user' : this.#o.watch.pausedBy(origin);
    const waiting = this.#o.parked.at(origin);
    const parked = waiting === null ? null : { untilMs: waiting.untilMs, code: waiting.reason };
    const host: HostLive = { origin, ...pace, ...figures, parked, pausedBy };
    if (figures.pendingRows === 0 && figures.inFlight === 0) return { ...host, state: 'done' };
    if (pausedBy !== null)
      return { ...host, state: 'paused', reason: pausedBy === 'user' ? 'user_pause' : 'alarm' };
    if (parked !== null) return { ...host, state: 'parked', reason: parkedFor(pace.reason, parked.code) };
    return host;
  }
}

const PARKING: ReadonlySet<PaceReason> = new Set(['refused', 'retry_after', 'down', 'quota']);

/** Fixed limits, and those that begin anew, have no reason of their own for a wait. */
function parkedFor(reason: PaceReason, code: OutcomeCode): PaceReason {
  if (PARKING.has(reason)) return reason;
  return code === 'http.rate_limited' ? 'refused' : 'down';
}
