/** The hosts of a fetch loop, for people by their origins and for the forecast by their numbers. */
import type { HostPace } from '../../../shared/host-pace.ts';
import type { Clock } from '../clock.ts';
import type { HostView } from '../forecast/host-view.ts';
import type { Governor } from '../governor/governor.ts';
import type { Scheduler } from '../schedule/scheduler.ts';
import type { StartMeter } from './start-meter.ts';

export interface HostFigures {
  readonly inFlight: number;
  /** Rows that are not settled. */
  readonly pendingRows: number;
  /** Requests started per second over the last seconds. */
  readonly startedPerSec: number;
}

export interface LoopHostsOptions {
  readonly scheduler: Scheduler;
  readonly governor: Governor;
  readonly starts: StartMeter;
  readonly clock: Clock;
  /** A host may be asked that could not be before. */
  readonly onChange: () => void;
}

export class LoopHosts {
  /** By the scheduler's numbers. */
  readonly view: HostView;
  readonly #o: LoopHostsOptions;

  constructor(options: LoopHostsOptions) {
    const { scheduler, governor } = options;
    this.#o = options;
    this.view = {
      get hostCount() {
        return scheduler.hostCount;
      },
      originOf: (host) => scheduler.originOf(host),
      unsettledAt: (host) => scheduler.unsettledAt(host),
      inFlightAt: (host) => scheduler.inFlightAt(host),
      parkedUntilMs: (host) => scheduler.parkedUntilMs(host),
      paceOf: (host) => governor.paceOf(host),
    };
  }

  /** Whether `origin` is in the list, or a redirect has led to it. */
  knows(origin: string): boolean {
    return this.#o.scheduler.knows(origin);
  }

  paceOf(origin: string): HostPace {
    return this.#o.governor.paceOf(this.#o.scheduler.hostAt(origin));
  }

  figuresOf(origin: string): HostFigures {
    const { scheduler, starts, clock } = this.#o;
    const host = scheduler.hostAt(origin);
    return {
      inFlight: scheduler.inFlightAt(host),
      pendingRows: scheduler.unsettledAt(host),
      startedPerSec: starts.perSec(host, clock.now()),
    };
  }

  /** Rows of `origin` that are not settled. */
  pendingAt(origin: string): number {
    const { scheduler } = this.#o;
    return scheduler.unsettledAt(scheduler.hostAt(origin));
  }

  /** Nothing is sent to `origin` before {@link resume}; what is in flight goes on. */
  pause(origin: string): void {
    const { scheduler } = this.#o;
    scheduler.pause(scheduler.hostAt(origin));
  }

  resume(origin: string): void {
    const { scheduler, governor, onChange } = this.#o;
    const host = scheduler.hostAt(origin);
    governor.encourage(host);
    scheduler.resume(host);
    onChange();
  }

  /** Starts anew with the host, as if it had never been asked; a wait that it asked for stays. */
  forget(origin: string): void {
    const { scheduler, governor, onChange } = this.#o;
    governor.forget(scheduler.hostAt(origin));
    // Its next request was timed by what is forgotten.
    scheduler.limitsChanged({ isRateChanged: true });
    onChange();
  }
}
