/** Puts together what an open run works with, and who hears of what. */
import type { HoldCode } from '../../../shared/holds.ts';
import type { FailureAlarm, ProgressBatch } from '../../../shared/progress.ts';
import type { Clock, Random } from '../clock.ts';
import type { Network } from '../fetch/network.ts';
import { AdaptiveGovernor } from '../governor/adaptive-governor.ts';
import type { HostMemory } from '../governor/host-memory.ts';
import type { RunFile, RunFileFacts } from '../ledger/run-file.ts';
import { isDiskFullError } from '../ledger/sqlite.ts';
import { RobotsCache } from '../robots/robots-cache.ts';
import { BlockedRows } from './blocked-rows.ts';
import { HostControls } from './host-controls.ts';
import { HostWatch } from './host-watch.ts';
import { OutcomeWriter } from './outcome-writer.ts';
import { ProgressReporter, type BatchContent } from './progress-reporter.ts';
import { RoundOptions } from './round-options.ts';
import { RunFigures } from './run-figures.ts';
import { RunHolds } from './run-holds.ts';
import { RunLoops } from './run-loops.ts';
import { RunOutlook } from './run-outlook.ts';
import { RunPages, type PageTools } from './run-pages.ts';

export interface RunTools {
  readonly file: RunFile;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly hostMemory: HostMemory;
  readonly pageTools: PageTools;
  readonly onProgress: (batch: ProgressBatch) => void;
}

/** What the parts tell about the run as a whole. */
export interface RunHooks {
  readonly content: () => BatchContent;
  /** This computer is in the way. `isNew`: not the same cause again, found when going on was tried. */
  readonly onHold: (code: HoldCode, message: string, isNew: boolean) => void;
  readonly onReleased: () => void;
  /** This computer cannot go on as it is; a row found out. */
  readonly onLocalTrouble: (code: HoldCode, message: string) => void;
  /** Failures took over in the whole run. */
  readonly onRunAlarm: (alarm: FailureAlarm) => void;
  /** Nothing is in flight and nothing will start by itself. */
  readonly onIdle: () => void;
  /** Every row is settled. */
  readonly onComplete: () => void;
}

export interface RunParts {
  readonly options: RoundOptions;
  readonly figures: RunFigures;
  readonly outlook: RunOutlook;
  readonly reporter: ProgressReporter;
  readonly holds: RunHolds;
  readonly loops: RunLoops;
  readonly robots: RobotsCache;
  readonly pages: RunPages;
  readonly writer: OutcomeWriter;
  readonly watch: HostWatch;
  readonly controls: HostControls;
}

export function makeRunParts(
  { file, network, clock, random, hostMemory, pageTools, onProgress }: RunTools,
  facts: RunFileFacts,
  hooks: RunHooks,
): RunParts {
  const options = new RoundOptions(facts.options, facts.roundOptions);
  const figures = new RunFigures({ clock, file, facts, onRead: () => reporter.markDirty() });
  const holds = new RunHolds({
    clock,
    isTroubleOver: async (code) => {
      if (code === 'asleep' || code === 'unwritable') return true;
      return code === 'local.disk_full' ? pages.hasRoom() : network.isTroubleOver(code);
    },
    onHold: ({ code, message }, isNew) => hooks.onHold(code, message, isNew),
    onReleased: hooks.onReleased,
  });
  const watch = new HostWatch({
    clock,
    options: () => options.effective,
    onHostPaused: (origin) => {
      loops.current?.hosts.pause(origin);
      reporter.markDirty();
    },
    onRunAlarm: hooks.onRunAlarm,
    onRowsBlocked: (rowIds) => blocked.add(loops.current?.reclassify(rowIds, 'blocked.soft') ?? rowIds),
  });
  const pages = new RunPages({
    ...pageTools,
    file,
    clock,
    options: () => options.effective,
    onNoRoom: (message) => hooks.onLocalTrouble('local.disk_full', message),
  });
  const writer = new OutcomeWriter({
    ledger: file,
    clock,
    usage: (batch) => ({
      elapsedMs: figures.stopwatch.elapsedMs,
      bytes: batch.reduce((sum, { result }) => sum + result.bytes, figures.counts.bytes),
    }),
    onCommitted: (settled, written) => {
      figures.counts.add(settled, written);
      // Their values are those of the run before, which only the file knows.
      const unchanged = settled.filter(({ page }) => page?.isUnchanged === true);
      if (unchanged.length > 0)
        figures.counts.addIncomplete(file.countIncomplete(unchanged.map(({ rowId }) => rowId)));
      reporter.markDirty();
      if (figures.counts.isComplete) hooks.onComplete();
    },
    onTrouble: (error) =>
      holds.set('ledger', isDiskFullError(error) ? 'local.disk_full' : 'unwritable', error.message),
    onRecovered: () => {
      blocked.write();
      holds.release('ledger');
    },
  });
  const outlook = new RunOutlook({ clock, cpuMs: processorMs, writeMs: () => writer.busyMs });
  const blocked = new BlockedRows({ file, writer, counts: figures.counts });
  const controls = new HostControls({
    watch,
    blocked,
    parked: figures.parked,
    memory: hostMemory,
    loop: () => loops.current,
  });
  const robots = new RobotsCache();
  const loops = new RunLoops({
    file,
    options: () => options.effective,
    pausedOrigins: () => [...watch.pausedOrigins, ...controls.pausedOrigins],
    shared: {
      network,
      clock,
      random,
      parked: figures.parked,
      pageJudge: watch,
      desk: pages.desk,
      robots,
      createGovernor: (originOf) =>
        new AdaptiveGovernor({
          options: options.effective,
          originOf,
          random,
          memory: hostMemory,
          nowMs: clock.now(),
        }),
      onAttempt: (attempt, { origin, isFirst }) => {
        holds.answered();
        writer.push(attempt);
        figures.phases.add(attempt);
        outlook.attempted(attempt);
        if (isFirst) watch.add(origin, attempt.result.code);
        reporter.markDirty();
      },
      onSkipped: (attempt) => {
        writer.push(attempt);
        reporter.markDirty();
      },
      onRobots: () => {
        holds.answered();
        reporter.markDirty();
      },
      onHostHopeless: (origin, code) => watch.hopeless(origin, code),
      onLocalTrouble: hooks.onLocalTrouble,
      onIdle: hooks.onIdle,
    },
  });
  const reporter = new ProgressReporter(clock, hooks.content, onProgress);
  return { options, figures, outlook, reporter, holds, loops, robots, pages, writer, watch, controls };
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
