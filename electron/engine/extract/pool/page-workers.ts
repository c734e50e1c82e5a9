/** Who reads pages: worker threads, or whoever calls. */
import type { PageSource } from '../page-content.ts';
import { doWork } from './do-work.ts';
import type { PageWork, WorkResults } from './worker-tasks.ts';

export type PageResult<Kind extends PageWork['kind']> =
  | { readonly kind: 'done'; readonly value: WorkResults[Kind] }
  | { readonly kind: 'problem'; readonly problem: string }
  /** `column` is the one that was being worked at; -1: the page as a whole. */
  | { readonly kind: 'slow'; readonly column: number };

export interface PageWorkers {
  /** Pages at a time. */
  readonly threads: number;
  /** Never rejects. */
  run<Kind extends PageWork['kind']>(
    work: Extract<PageWork, { readonly kind: Kind }>,
    page: PageSource,
  ): Promise<PageResult<Kind>>;
  close(): Promise<void>;
}

/** In the thread that asks, without a time limit; for pages and recipes that are known. */
export const WORKERS_HERE: PageWorkers = {
  threads: 1,
  run: async <Kind extends PageWork['kind']>(
    work: Extract<PageWork, { readonly kind: Kind }>,
    page: PageSource,
  ) =>
    // Each kind of work has results of its own.
    doWork(work, page, () => undefined) as PageResult<Kind>,
  close: async () => undefined,
};
