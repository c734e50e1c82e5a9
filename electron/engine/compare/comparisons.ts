/** Answers the engine's requests about comparisons: one is open at a time. */
import type { EngineHandlers } from '../../../shared/ipc/engine-api.ts';
import type { ComparisonProgress } from '../../../shared/comparison.ts';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportProgress } from '../../../shared/export.ts';
import type { ComparisonService } from './comparison-service.ts';

export interface ComparisonsOptions {
  readonly createService: () => ComparisonService;
  readonly onProgress: (progress: ComparisonProgress) => void;
  readonly onExportProgress: (progress: ExportProgress) => void;
}

type Handlers = Pick<
  EngineHandlers,
  'compare.open' | 'compare.read' | 'compare.export' | 'compare.cancelExport' | 'compare.close'
>;

interface Open {
  readonly comparisonId: string;
  readonly service: ComparisonService;
  /** Of the comparing itself. */
  readonly controller: AbortController;
}

export class Comparisons {
  readonly #o: ComparisonsOptions;
  readonly #exports = new Map<string, AbortController>();
  #open: Open | null = null;

  constructor(options: ComparisonsOptions) {
    this.#o = options;
  }

  readonly handlers: Handlers = {
    'compare.open': async ({ comparisonId, beforePath, afterPath }) => {
      await this.close();
      const open = { comparisonId, service: this.#o.createService(), controller: new AbortController() };
      this.#open = open;
      try {
        const summary = await open.service.open(
          { beforePath, afterPath },
          {
            signal: open.controller.signal,
            onProgress: (rowsDone, rowsTotal) => this.#o.onProgress({ comparisonId, rowsDone, rowsTotal }),
          },
        );
        return { ...summary, comparisonId };
      } catch (error) {
        if (this.#open === open) await this.close();
        throw error;
      }
    },
    'compare.read': ({ comparisonId, kinds, search, from, count }) =>
      this.#named(comparisonId).read({ kinds, search }, from, count),
    'compare.export': async ({ comparisonId, exportId, path, format, kinds, search }) => {
      const controller = new AbortController();
      this.#exports.set(exportId, controller);
      try {
        return await this.#named(comparisonId).export({
          path,
          format,
          filter: { kinds, search },
          signal: controller.signal,
          onProgress: (rowsDone, rowsTotal) => this.#o.onExportProgress({ exportId, rowsDone, rowsTotal }),
        });
      } finally {
        this.#exports.delete(exportId);
      }
    },
    'compare.cancelExport': ({ exportId }) => {
      this.#exports.get(exportId)?.abort();
      return null;
    },
    'compare.close': async ({ comparisonId }) => {
      if (this.#open?.comparisonId === comparisonId) await this.close();
      return null;
    },
  };

  /** Ends what is under way. Idempotent. */
  async close(): Promise<void> {
    for (const controller of this.#exports.values()) controller.abort();
    const open = this.#open;
    this.#open = null;
    open?.controller.abort();
    await open?.service.close();
  }

  #named(comparisonId: string): ComparisonService {
    if (this.#open?.comparisonId !== comparisonId)
      throw new AppError(ErrorCode.NotFound, 'This comparison is no longer open.');
    return this.#open.service;
  }
}
