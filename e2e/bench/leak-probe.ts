/**
 * Stops a run in the middle and counts what the engine's process holds before, during and after:
 * sockets, timers, file descriptors. Started by soak.mjs as a process of its own, because only
 * from inside can timers be seen; tells the counts to its parent.
 *
 *     leak-probe.js LIST FOLDER
 */
import { createHook } from 'node:async_hooks';
import { mkdirSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createEngine } from '../../electron/engine/engine.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { ProgressBatch } from '../../shared/progress.ts';

export interface ResourceCounts {
  /** Descriptors of sockets, those of the channel to the parent included. */
  readonly sockets: number;
  /** All descriptors: sockets, files, and what Node itself keeps. */
  readonly descriptors: number;
  /** Timers that were set and have neither fired nor been cleared, unreferenced ones included. */
  readonly timers: number;
  /** What keeps the event loop alive, by kind, as Node tells it. */
  readonly active: Readonly<Record<string, number>>;
}

export interface LeakReport {
  readonly before: ResourceCounts;
  readonly during: ResourceCounts;
  readonly afterStop: ResourceCounts;
  /** From when the stop was answered to when sockets and timers were back; `null`: never. */
  readonly backAfterMs: number | null;
  readonly afterClose: ResourceCounts;
  /** Files that are open after the close and were not before. */
  readonly filesLeft: readonly string[];
  /** Where timers were set that are left after the close. */
  readonly timersLeft: readonly string[];
}

const PER_HOST = 50;
/** Answers after which the run is in full swing. */
const IN_FULL_SWING = 1000;
/** A socket that was destroyed is closed a turn of the event loop later; this is ample. */
const BACK_LIMIT_MS = 2000;
const LOOK_EVERY_MS = 5;

/** Timers by the id of their asynchronous resource, with where they were set. */
const timers = new Map<number, string>();
let isCounting = true;
createHook({
  init: (asyncId, type) => {
    if (isCounting && type === 'Timeout') timers.set(asyncId, new Error('set').stack ?? '');
  },
  destroy: (asyncId) => void timers.delete(asyncId),
}).enable();

function openDescriptors(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((name) => {
    try {
      return [readlinkSync(`/proc/self/fd/${name}`)];
    } catch {
      // The descriptor of the listing itself.
      return [];
    }
  });
}

function look(): ResourceCounts {
  const descriptors = openDescriptors();
  const active: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) active[kind] = (active[kind] ?? 0) + 1;
  return {
    sockets: descriptors.filter((target) => target.startsWith('socket:')).length,
    descriptors: descriptors.length,
    timers: timers.size,
    active,
  };
}

/** Looks again until sockets and timers are as they were, or the limit is over. */
async function backTo(before: ResourceCounts): Promise<number | null> {
  const startedMs = performance.now();
  for (;;) {
    const { sockets, timers: timersNow } = look();
    const elapsedMs = performance.now() - startedMs;
    if (sockets <= before.sockets && timersNow <= before.timers) return elapsedMs;
    if (elapsedMs > BACK_LIMIT_MS) return null;
    // Our own timer is not one of the engine's.
    isCounting = false;
    const pause = delay(LOOK_EVERY_MS);
    isCounting = true;
    await pause;
  }
}

async function probe(listPath: string, folder: string): Promise<LeakReport> {
  let onBatch: ((batch: ProgressBatch) => void) | null = null;
  const engine = createEngine({
    emit: (name, payload) => {
      if (name !== 'run.progress') return;
      // The payload of this event.
      const batch = payload as ProgressBatch;
      queueMicrotask(() => void engine.handlers['progress.ack']({ seq: batch.seq }));
      onBatch?.(batch);
    },
  });
  const { handlers } = engine;
  const batchWith = (test: (batch: ProgressBatch) => boolean): Promise<void> =>
    new Promise((resolve) => {
      onBatch = (batch) => {
        if (test(batch)) resolve();
      };
    });
  const start = async (name: string): Promise<void> => {
    const runFolder = join(folder, name);
    mkdirSync(runFolder);
    const { draftId } = await handlers['import.run']({
      importId: name,
      listPaths: [listPath],
      name: 'list.txt',
      folder: runFolder,
      removeListAfter: false,
      runPath: null,
      replaceUnfinished: false,
    });
    const options = { ...DEFAULT_OPTIONS, perHost: PER_HOST, adapt: false };
    await handlers['run.start']({ draftId, options });
  };

  // A whole run first: what Node and SQLite make once and keep is no leak.
  const isFinished = batchWith(({ state }) => state === 'finished');
  await start('first');
  await isFinished;
  await handlers['run.close']({});
  await backTo({ ...look(), timers: 0 });
  const before = look();
  const filesBefore = new Set(openDescriptors());

  const isInFullSwing = batchWith(({ totals }) => totals.ok >= IN_FULL_SWING && totals.inFlight > 1);
  await start('second');
  await isInFullSwing;
  const during = look();
  await handlers['run.stop']({});
  const backAfterMs = await backTo(before);
  const afterStop = look();
  await handlers['run.close']({});
  await backTo(before);
  const report = {
    before,
    during,
    afterStop,
    backAfterMs,
    afterClose: look(),
    filesLeft: openDescriptors().filter((target) => target.startsWith('/') && !filesBefore.has(target)),
    timersLeft: [...timers.values()],
  };
  await engine.dispose();
  return report;
}

const [listPath, folder] = process.argv.slice(2);
if (listPath === undefined || folder === undefined) throw new Error('leak-probe.js LIST FOLDER');
process.send?.(await probe(listPath, folder));
process.disconnect();
