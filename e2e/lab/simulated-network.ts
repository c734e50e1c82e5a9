/** The engine's network over simulated hosts. */
import type { Clock } from '../../electron/engine/clock.ts';
import { unsent, type ExchangeResult } from '../../electron/engine/fetch/exchange-result.ts';
import type { Cancellable, FetchRequest, Network } from '../../electron/engine/fetch/network.ts';
import { Chance } from './chance.ts';
import type { HostModel } from './host-model.ts';
import { SimulatedHost, type SimulatedAnswer } from './simulated-host.ts';

export class SimulatedNetwork implements Network {
  readonly #clock: Clock;
  readonly #hosts: SimulatedHost[];

  constructor(models: readonly HostModel[], clock: Clock, seed: number) {
    this.#clock = clock;
    this.#hosts = models.map(
      (model, host) => new SimulatedHost(model, clock, new Chance(seed * 1_000_003 + host)),
    );
  }

  get hosts(): readonly SimulatedHost[] {
    return this.#hosts;
  }

  send(request: FetchRequest, onDone: (result: ExchangeResult) => void): Cancellable {
    const sentMs = this.#clock.now();
    let isOver = false;
    const end = (result: ExchangeResult): void => {
      if (isOver) return;
      isOver = true;
      timer.cancel();
      onDone(result);
    };
    const timer = this.#clock.after(request.totalDeadlineMs - sentMs, () => end(unsent('timeout.total', '')));
    this.#hosts[hostOf(request.knownOrigin)]!.ask((answer) =>
      end(resultOf(answer, this.#clock.now() - sentMs)),
    );
    return {
      abandon: () => {
        isOver = true;
        timer.cancel();
      },
    };
  }

  setOptions(): void {
    // Its limits are the hosts'.
  }

  closeHost(): void {
    // There are no connections to close.
  }

  closeAll(): void {
    // As above.
  }

  isTroubleOver(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

export function originOf(host: number): string {
  return `http://${host}.lab`;
}

function hostOf(origin: string): number {
  return Number.parseInt(origin.slice('http://'.length), 10);
}

function resultOf({ status, retryAfterSec, quota }: SimulatedAnswer, firstByteMs: number): ExchangeResult {
  if (status === null) return unsent('connect.reset', 'reset');
  const times = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs, bodyMs: 0 };
  return {
    ...unsent('ok', ''),
    failure: null,
    status,
    retryAfter: retryAfterSec === null ? null : String(retryAfterSec),
    quota:
      quota === null
        ? null
        : { combined: null, remaining: String(quota.remaining), reset: String(quota.resetSec) },
    phases: times,
  };
}
