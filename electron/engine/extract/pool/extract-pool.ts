/**
 * Worker threads that read pages, one page each at a time. A worker that takes too long is ended
 * and replaced, with which the other pages have nothing to do: they wait here, not in the worker.
 */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { PageSource } from '../page-content.ts';
import type { PageResult, PageWorkers } from './page-workers.ts';
import { elapsedSince, Progress, type PageWork, type WorkerResult, type WorkerTask } from './worker-tasks.ts';

// Beside the bundle that this module becomes part of.
const WORKER_FILE = 'extract-worker.js';
/** How long one page may keep a worker busy. */
export const PAGE_TIME_LIMIT_MS = 2000;
/** A worker that has not begun by then never will. */
const START_LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;
/** Idle workers go after this time; starting one costs some 100 ms. */
const IDLE_MS = 30_000;
const WORKER_MEMORY = { maxOldGenerationSizeMb: 768, maxYoungGenerationSizeMb: 64 } as const;

export interface ExtractPoolOptions {
  readonly threads?: number;
  readonly timeLimitMs?: number;
  /** For tests, which run from the sources. */
  readonly workerPath?: string;
}

interface Waiting {
  readonly work: PageWork;
  readonly page: PageSource;
  readonly resolve: (result: PageResult<PageWork['kind']>) => void;
}

export class ExtractPool implements PageWorkers {
  readonly threads: number;
  readonly timeLimitMs: number;
  readonly #workerPath: string;
  /** Not before the first page: a run without columns pays nothing. */
  #pool: Piscina | null = null;
  #queue: Waiting[] = [];
  #queueStart = 0;
  #running = 0;
  #isClosed = false;

  constructor(options: ExtractPoolOptions = {}) {
    // One core is for the engine.
    this.threads = options.threads ?? Math.max(1, availableParallelism() - 1);
    this.timeLimitMs = options.timeLimitMs ?? PAGE_TIME_LIMIT_MS;
    this.#workerPath = options.workerPath ?? fileURLToPath(new URL(WORKER_FILE, import.meta.url));
  }

  /** Pages that wait for a worker. Who hands pages over waits for results, which is what bounds this. */
  get waiting(): number {
    return this.#queue.length - this.#queueStart;
  }

  /** Never rejects. The bytes of the page are copied when its turn comes. */
  run<Kind extends PageWork['kind']>(
    work: Extract<PageWork, { readonly kind: Kind }>,
    page: PageSource,
  ): Promise<PageResult<Kind>> {
    return new Promise((resolve) => {
      if (this.#isClosed) {
        resolve(CLOSED);
        return;
      }
      // The result is of the kind that was asked for: the worker answers each task with its own.
      this.#queue.push({ work, page, resolve: resolve as Waiting['resolve'] });
      this.#startNext();
    });
  }

  /** What still waits ends as a problem. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const waiting = this.#queue.slice(this.#queueStart);
    this.#queue = [];
    this.#queueStart = 0;
    for (const { resolve } of waiting) resolve(CLOSED);
    await this.#pool?.destroy();
  }

  #startNext(): void {
    while (this.#running < this.threads) {
      const next = this.#queue[this.#queueStart];
      if (next === undefined) break;
      this.#queueStart += 1;
      this.#running += 1;
      void this.#runOne(next).then((result) => {
        this.#running -= 1;
        next.resolve(result);
        this.#startNext();
      });
    }
    if (this.#queueStart > 1000 || this.#queueStart === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#queueStart);
      this.#queueStart = 0;
    }
  }

  async #runOne({ work, page }: Waiting): Promise<PageResult<PageWork['kind']>> {
    const progress = new Int32Array(new SharedArrayBuffer(Progress.Length * Int32Array.BYTES_PER_ELEMENT));
    // A copy of its own: the memory goes over to the worker, and others may still read the page.
    const body = Uint8Array.from(page.body);
    const task: WorkerTask = { work, page: { ...page, body }, progress };
    const controller = new AbortController();
    const watch = this.#watch(progress, controller);
    try {
      const options = { signal: controller.signal, transferList: [body.buffer] };
      // extract-worker.ts returns nothing else.
      return (await this.#started().run(task, options)) as WorkerResult;
    } catch (error) {
      if (this.#isClosed) return CLOSED;
      if (!controller.signal.aborted) return { kind: 'problem', problem: workerProblem(error) };
      if (Atomics.load(progress, Progress.StartedAt) === 0) return NOT_STARTED;
      return { kind: 'slow', column: Atomics.load(progress, Progress.Column) };
    } finally {
      watch.stop();
    }
  }

  /** Time counts from when the worker began, not from when it was asked: it may have to be started first. */
  #watch(progress: Int32Array, controller: AbortController): { stop: () => void } {
    const askedAtMs = Date.now();
    const look = (): void => {
      const stamp = Atomics.load(progress, Progress.StartedAt);
      const nowMs = Date.now();
      const leftMs =
        stamp === 0
          ? Math.min(LOOK_AGAIN_MS, START_LIMIT_MS - (nowMs - askedAtMs))
          : this.timeLimitMs - elapsedSince(stamp, nowMs);
      if (leftMs <= 0) controller.abort();
      else timer = setTimeout(look, leftMs);
    };
    let timer = setTimeout(look, this.timeLimitMs);
    return { stop: () => clearTimeout(timer) };
  }

  #started(): Piscina {
    return (this.#pool ??= new Piscina({
      filename: this.#workerPath,
      name: 'work',
      minThreads: 0,
      maxThreads: this.threads,
      concurrentTasksPerWorker: 1,
      idleTimeout: IDLE_MS,
      resourceLimits: WORKER_MEMORY,
      recordTiming: false,
    }));
  }
}

const CLOSED = { kind: 'problem', problem: 'The run was closed before this page was read.' } as const;
const NOT_STARTED = { kind: 'problem', problem: 'No worker could be started to read this page.' } as const;

function workerProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'Reading this page takes too much memory.';
  return `Reading this page failed: ${error instanceof Error ? error.message : String(error)}`;
}
