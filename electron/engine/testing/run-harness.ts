/** A whole engine on a folder of its own, with waits that end on events. For tests only. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { ProgressBatch, RunTotals } from '../../../shared/progress.ts';
import type { ResultRow } from '../../../shared/rows.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine.ts';

export interface RunHarness {
  readonly folder: string;
  readonly engine: Engine;
  readonly batches: readonly ProgressBatch[];
  readonly troubles: readonly OutcomeCode[];
  /** Totals of each `run.finished` so far. */
  readonly finishes: readonly RunTotals[];
  /** Imports `urls` as a list and starts a run of it; with fixed limits unless `options` say otherwise. */
  start(urls: readonly string[], options?: Partial<RunOptions>): Promise<RunSnapshot>;
  /** Imports `urls` without starting. @returns The draft's id. */
  importList(urls: readonly string[]): Promise<string>;
  /** Resolves with the first batch, past or to come, after `from` that `test` accepts. */
  batch(test: (batch: ProgressBatch) => boolean, from?: number): Promise<ProgressBatch>;
  /** Resolves when the run has finished for the `count`th time. */
  finished(count?: number): Promise<RunTotals>;
  rows(): Promise<readonly ResultRow[]>;
  dispose(): Promise<void>;
}

export function createHarness(options: Omit<EngineOptions, 'emit'> = {}): RunHarness {
  const folder = mkdtempSync(join(tmpdir(), 'gleaner-run-'));
  const batches: ProgressBatch[] = [];
  const finishes: RunTotals[] = [];
  const troubles: OutcomeCode[] = [];
  const watchers = new Set<() => void>();
  const engine = createEngine({
    ...options,
    emit: (name, payload) => {
      // Each event has its own payload (EngineEvents), which the compiler cannot follow here.
      if (name === 'run.progress') {
        const batch = payload as ProgressBatch;
        batches.push(batch);
        void engine.handlers['progress.ack']({ seq: batch.seq });
      }
      if (name === 'run.finished') finishes.push((payload as { totals: RunTotals }).totals);
      if (name === 'run.trouble') troubles.push((payload as { code: OutcomeCode }).code);
      for (const watcher of watchers) watcher();
    },
  });

  function first<Value>(find: () => Value | undefined): Promise<Value> {
    return new Promise((resolve) => {
      const watcher = () => {
        const value = find();
        if (value === undefined) return;
        watchers.delete(watcher);
        resolve(value);
      };
      watchers.add(watcher);
      watcher();
    });
  }

  async function importList(urls: readonly string[]): Promise<string> {
    const listPath = join(folder, 'list.txt');
    writeFileSync(listPath, urls.join('\n'));
    const { draftId } = await engine.handlers['import.run']({
      importId: 'import',
      listPaths: [listPath],
      name: 'list.txt',
      folder,
      removeListAfter: true,
      runPath: null,
      replaceUnfinished: false,
    });
    return draftId;
  }

  return {
    folder,
    engine,
    batches,
    finishes,
    troubles,
    importList,
    start: async (urls, changes = {}) => {
      const draftId = await importList(urls);
      return engine.handlers['run.start']({
        draftId,
        options: { ...DEFAULT_OPTIONS, adapt: false, ...changes },
      });
    },
    batch: (test, from = 0) => first(() => batches.slice(from).find(test)),
    finished: (count = 1) => first(() => finishes[count - 1]),
    rows: async () => {
      const { viewId, count } = await engine.handlers['rows.view']({
        filter: { outcome: 'all', code: null, search: '' },
        sort: { column: 'line', direction: 'asc' },
      });
      return engine.handlers['rows.read']({ viewId, from: 0, count });
    },
    dispose: async () => {
      await engine.dispose();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
