/** The engine's side of the thread that compares. A comparison whose thread died has to be opened again. */
import { Worker } from 'node:worker_threads';
import type { ComparisonPage, ComparisonSummary } from '../../../shared/comparison.ts';
import type { ExportResult } from '../../../shared/export.ts';
import { QueryWorker } from '../query/query-worker.ts';
import type { CompareCall } from './compare-calls.ts';
import type { ComparisonFilter } from './comparison.ts';
import type {
  ComparisonExport,
  ComparisonFiles,
  ComparisonService,
  ComparisonWork,
} from './comparison-service.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'compare-worker.js';

export class WorkerComparison implements ComparisonService {
  readonly #worker: QueryWorker<CompareCall>;

  constructor(worker: Worker = new Worker(new URL(WORKER_FILE, import.meta.url))) {
    this.#worker = new QueryWorker<CompareCall>(worker, () => undefined);
  }

  open(files: ComparisonFiles, work: ComparisonWork): Promise<ComparisonSummary> {
    return this.#worker.call({ name: 'open', files }, work);
  }

  read(filter: ComparisonFilter, from: number, count: number): Promise<ComparisonPage> {
    return this.#worker.call({ name: 'read', filter, from, count });
  }

  export({ path, format, filter, onProgress, signal }: ComparisonExport): Promise<ExportResult> {
    return this.#worker.call({ name: 'export', path, format, filter }, { onProgress, signal });
  }

  close(): Promise<void> {
    return this.#worker.close();
  }
}
