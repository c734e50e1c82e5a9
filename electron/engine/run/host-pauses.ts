/** Hosts that the engine paused until the user decides, and why: for people to see. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { PausedHost } from '../../../shared/progress.ts';
import type { Clock } from '../clock.ts';

export type HostPause = Omit<PausedHost, 'sinceMs' | 'pendingRows'>;

export class HostPauses {
  readonly #clock: Clock;
  /** In the order in which they were paused. */
  readonly #hosts = new Map<string, Omit<PausedHost, 'pendingRows'>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get count(): number {
    return this.#hosts.size;
  }

  get origins(): Iterable<string> {
    return this.#hosts.keys();
  }

  has(origin: string): boolean {
    return this.#hosts.has(origin);
  }

  /** `null` when `origin` is not paused. */
  causeOf(origin: string): PausedHost['cause'] | null {
    return this.#hosts.get(origin)?.cause ?? null;
  }

  /** The first reason stands. */
  add(pause: HostPause): void {
    if (!this.#hosts.has(pause.origin))
      this.#hosts.set(pause.origin, { ...pause, sinceMs: this.#clock.wallNow() });
  }

  /** @throws AppError `NOT_FOUND` when `origin` is not paused. */
  remove(origin: string): HostPause {
    const pause = this.#hosts.get(origin);
    if (pause === undefined) throw new AppError(ErrorCode.NotFound, `${origin} is not paused.`);
    this.#hosts.delete(origin);
    return pause;
  }

  /** The `limit` hosts that have waited longest. */
  list(limit: number, pendingRowsOf: (origin: string) => number): PausedHost[] {
    const hosts: PausedHost[] = [];
    for (const host of this.#hosts.values()) {
      if (hosts.length === limit) break;
      hosts.push({ ...host, pendingRows: pendingRowsOf(host.origin) });
    }
    return hosts;
  }
}
