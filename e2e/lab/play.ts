/** Plays a scenario with the engine's own loop, scheduler and retries, in virtual time. */
import type { HostPace } from '../../shared/host-pace.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../shared/options.ts';
import type { HostView } from '../../electron/engine/forecast/host-view.ts';
import type { Governor } from '../../electron/engine/governor/governor.ts';
import type { LeasedRow, WorkLedger, WorkPlan } from '../../electron/engine/ledger/work-ledger.ts';
import { NO_DESK } from '../../electron/engine/pages/page-desk.ts';
import { FetchLoop } from '../../electron/engine/run/fetch-loop.ts';
import { ParkedHosts } from '../../electron/engine/run/parked-hosts.ts';
import { RobotsCache } from '../../electron/engine/robots/robots-cache.ts';
import { Chance } from './chance.ts';
import { EventClock } from './event-clock.ts';
import type { HostModel } from './host-model.ts';
import { originOf, SimulatedNetwork } from './simulated-network.ts';

export interface Scenario {
  readonly name: string;
  readonly hosts: readonly HostModel[];
  /** Rows of each host. */
  readonly rows: readonly number[];
  readonly options?: Partial<RunOptions>;
  /** Bans that even someone who knows the limits could not avoid are none of the governor's. */
  readonly isBanAvoidable: boolean;
  /** Nothing changes while it runs, so that its end can be told. */
  readonly isStationary: boolean;
}

export interface GovernorContext {
  readonly options: RunOptions;
  readonly originOf: (host: number) => string;
  readonly random: () => number;
  readonly nowMs: number;
}
export type CreateGovernor = (context: GovernorContext, scenario: Scenario) => Governor;

export interface Played {
  readonly finishedMs: number;
  /** False: it was given up after {@link GIVE_UP_MS}. */
  readonly isFinished: boolean;
  readonly ok: number;
  readonly failed: number;
  readonly requests: number;
  readonly refused: number;
  readonly bans: number;
  readonly inBan: number;
  /** When each hundredth of the rows was settled. */
  readonly marksMs: readonly number[];
}

/** As many as the user may ask for: what is found must be the host's limit. */
const LAB_OPTIONS: Partial<RunOptions> = { concurrency: 2000, perHost: 256, timeoutTotalMs: 30_000 };
const GIVE_UP_MS = 7 * 24 * 3_600_000;

export interface LabMoment {
  readonly hosts: HostView;
  readonly settled: number;
  readonly rows: number;
  readonly nowMs: number;
  readonly inFlight: number;
  readonly concurrency: number;
  readonly perHost: number;
  readonly ratePerSecPerHost: number | null;
}

export interface Watcher {
  /** Called each time a row is settled. */
  onSettled?(settled: number, rows: number, nowMs: number, paceOf: (host: number) => HostPace): void;
  /** Called for each attempt. */
  onAttempt?(durationMs: number, isSettled: boolean): void;
  /** Called about once a second. */
  onSecond?(moment: LabMoment): void;
}

export function play(
  scenario: Scenario,
  createGovernor: CreateGovernor,
  seed: number,
  watcher?: Watcher,
): Played {
  const clock = new EventClock();
  const chance = new Chance(seed);
  const options = { ...DEFAULT_OPTIONS, ...LAB_OPTIONS, ...scenario.options };
  const network = new SimulatedNetwork(scenario.hosts, clock, seed);
  const plan = planOf(scenario.rows);
  const rows = plan.hostOfRow.length;
  const marksMs: number[] = [];
  let ok = 0;
  let settled = 0;
  let isIdle = false;
  const loop: FetchLoop = new FetchLoop({
    plan,
    ledger: new NumberedRows(plan),
    network,
    clock,
    random: chance.uniform,
    options,
    parked: new ParkedHosts(clock),
    recentStarts: [],
    pageJudge: { needsDigest: () => false, judge: () => 'ok' },
    desk: NO_DESK,
    createGovernor: (origin) =>
      createGovernor({ options, originOf: origin, random: chance.uniform, nowMs: clock.now() }, scenario),
    onAttempt: ({ isSettled, result, durationMs }) => {
      watcher?.onAttempt?.(durationMs, isSettled);
      if (!isSettled) return;
      settled++;
      if (result.code === 'ok') ok++;
      while (marksMs.length < 100 && settled >= ((marksMs.length + 1) * rows) / 100)
        marksMs.push(clock.now());
      watcher?.onSettled?.(settled, rows, clock.now(), (host) => loop.hosts.paceOf(originOf(host)));
    },
    // Nobody is there to decide.
    onHostHopeless: () => undefined,
    robots: new RobotsCache(),
    onSkipped: () => undefined,
    onRobots: () => undefined,
    onLocalTrouble: () => undefined,
    onIdle: () => {
      isIdle = settled === rows;
    },
  });
  if (watcher?.onSecond !== undefined) {
    const { concurrency, perHost, ratePerSecPerHost } = options;
    const tick = () => {
      watcher.onSecond?.({
        hosts: loop.hosts.view,
        settled,
        rows,
        nowMs: clock.now(),
        inFlight: loop.inFlight,
        concurrency,
        perHost,
        ratePerSecPerHost,
      });
      clock.after(1000, tick);
    };
    tick();
  }
  loop.go();
  clock.play(() => isIdle || clock.now() > GIVE_UP_MS);
  const counts = network.hosts.map(({ count }) => count);
  const sum = (key: 'requests' | 'refused' | 'bans' | 'inBan') =>
    counts.reduce((total, count) => total + count[key], 0);
  return {
    finishedMs: clock.now(),
    isFinished: isIdle,
    ok,
    failed: settled - ok,
    requests: sum('requests'),
    refused: sum('refused'),
    bans: sum('bans'),
    inBan: sum('inBan'),
    marksMs,
  };
}

/** Rows of all hosts mixed, as lists are. */
function planOf(rowsOfHosts: readonly number[]): WorkPlan {
  const total = rowsOfHosts.reduce((sum, rows) => sum + rows, 0);
  const hostOfRow = new Uint32Array(total);
  let row = 0;
  for (const [host, rows] of rowsOfHosts.entries()) {
    hostOfRow.fill(host, row, row + rows);
    row += rows;
  }
  return {
    origins: rowsOfHosts.map((_, host) => originOf(host)),
    hostOfRow,
    isPending: new Uint8Array(total).fill(1),
    attemptsUsed: new Uint8Array(total),
  };
}

/** Addresses made from numbers: a million of them need no memory. */
class NumberedRows implements WorkLedger {
  readonly #plan: WorkPlan;

  constructor(plan: WorkPlan) {
    this.#plan = plan;
  }

  readPlan(): WorkPlan {
    return this.#plan;
  }

  lease(rowIds: readonly number[]): readonly LeasedRow[] {
    return rowIds.map((rowId) => ({
      rowId,
      url: `${originOf(this.#plan.hostOfRow[rowId]!)}/${rowId}`,
      earlier: null,
    }));
  }

  renew(): void {
    // Nobody else wants them.
  }

  release(): void {
    // As above.
  }

  settle(): never {
    throw new Error('The lab counts for itself.');
  }
}
