/** Puts together what a fetch loop works with. */
import type { RunOptions } from '../../../shared/options.ts';
import type { Governor } from '../governor/governor.ts';
import { withCrawlDelay } from '../robots/crawl-delay-pacer.ts';
import { RobotsFetches } from '../robots/robots-fetches.ts';
import { RobotsGate } from '../robots/robots-gate.ts';
import { Scheduler } from '../schedule/scheduler.ts';
import type { FetchLoopOptions } from './fetch-loop-options.ts';
import { HostAnswers } from './host-answers.ts';
import { LoopHosts } from './loop-hosts.ts';
import { RowAnswers } from './row-answers.ts';
import { RowFlights } from './row-flights.ts';
import { RowQueue } from './row-queue.ts';
import { StartMeter } from './start-meter.ts';

export interface LoopHooks {
  /** As they are now. */
  readonly options: () => RunOptions;
  /** One more request may go out. */
  readonly maySend: () => boolean;
  /** An answer came that is not about this computer. */
  readonly onAnswered: () => void;
  /** Something ended or became possible. */
  readonly onChange: () => void;
}

export interface LoopParts {
  readonly governor: Governor;
  readonly scheduler: Scheduler;
  /** Which rows wait. */
  readonly queue: RowQueue;
  readonly gate: RobotsGate;
  /** What is under way for robots.txt files. */
  readonly robots: RobotsFetches;
  /** What is under way for rows. */
  readonly flights: RowFlights;
  /** What comes of it. */
  readonly answers: RowAnswers;
  readonly hosts: LoopHosts;
}

export function makeLoopParts(loop: FetchLoopOptions, hooks: LoopHooks): LoopParts {
  const { clock, network, random, plan, pageJudge, desk, onLocalTrouble } = loop;
  const { options, onChange } = hooks;
  const originOf = (host: number): string => scheduler.originOf(host);
  const governor = loop.createGovernor(originOf);
  const gate = new RobotsGate({ cache: loop.robots, options, originOf });
  const pacer = withCrawlDelay(governor, (host) => gate.crawlDelayMs(host));
  const scheduler: Scheduler = new Scheduler(plan, pacer);
  const queue = new RowQueue(plan, scheduler, clock);
  const starts = new StartMeter();
  const hostAnswers = new HostAnswers({
    governor,
    scheduler,
    clock,
    parked: loop.parked,
    onHostHopeless: loop.onHostHopeless,
  });
  const robots = new RobotsFetches({
    network,
    clock,
    random,
    cache: loop.robots,
    scheduler,
    options,
    asks: (host) => {
      const sent = { sentMs: clock.now(), inFlightAtHost: scheduler.inFlightAt(host) };
      return (result) => hostAnswers.add(host, sent, result);
    },
    park: (host, waitMs, code) => hostAnswers.park(host, waitMs, code),
    maySend: hooks.maySend,
    onAnswered: () => {
      hooks.onAnswered();
      loop.onRobots();
    },
    onLocalTrouble,
    onChange,
  });
  const answers = new RowAnswers({
    clock,
    random,
    options,
    scheduler,
    queue,
    gate,
    pageJudge,
    desk,
    hostAnswers,
    land: (flight) => flights.land(flight),
    onAttempt: (attempt, of) => {
      hooks.onAnswered();
      loop.onAttempt(attempt, of);
    },
    onSkipped: loop.onSkipped,
    onLocalTrouble,
    onHostDone: (host) => {
      network.closeHost(scheduler.originOf(host));
      governor.done(host);
    },
    onChange,
  });
  const flights: RowFlights = new RowFlights({
    network,
    clock,
    options,
    scheduler,
    queue,
    gate,
    robots,
    pageJudge,
    desk,
    starts,
    hostAnswers,
    rowAnswers: answers,
    maySend: hooks.maySend,
    onChange,
  });
  const hosts = new LoopHosts({ scheduler, governor, starts, clock, onChange });
  return { governor, scheduler, queue, gate, robots, flights, answers, hosts };
}
