/** Pages are compressed, written and taken apart on threads of their own; for programs that are bundled. */
import { ExtractPool } from '../extract/pool/extract-pool.ts';
import { PooledExtractor } from '../extract/pool/pooled-extractor.ts';
import { systemFreeBytes } from '../pages/free-space.ts';
import { openBackendWorker } from '../pages/page-backend.ts';
import type { PageTools } from './run-pages.ts';

export const THREADED_PAGE_TOOLS: PageTools = {
  openBackend: openBackendWorker,
  freeBytes: systemFreeBytes,
  createExtractor: () => new PooledExtractor(new ExtractPool(), { ownsPool: true }),
};
