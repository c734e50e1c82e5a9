/** Pages are compressed, written, found again and taken apart on threads of their own; for programs that are bundled. */
import type { EnginePageTools } from '../engine.ts';
import { ExtractPool } from '../extract/pool/extract-pool.ts';
import { WorkerKeptPages } from '../extract/run/worker-kept-pages.ts';
import { openBackendWorker } from '../pages/page-backend.ts';

export const THREADED_PAGE_TOOLS: EnginePageTools = {
  openBackend: openBackendWorker,
  openPageWorkers: () => new ExtractPool(),
  openKeptPages: (path) => new WorkerKeptPages(path),
};
