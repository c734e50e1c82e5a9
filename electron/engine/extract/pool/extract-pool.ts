/**
 * Worker threads that read pages. A worker that takes too long for one page is ended and replaced,
 * with which the other pages have nothing to do: those that it had with it are read again.
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
/** Pages that go to a worker at once, if so many wait: it then has work while this thread is busy. */
const TASK_PAGES_MAX = 32;
const TASK_BYTES_MAX = 2 * 1024 * 1024;
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
      const batch = this.#takeBatch();
      if (batch.length === 0) break;
      this.#running += 1;
      void this.#runBatch(batch).then((results) => {
        this.#running -= 1;
        const again = batch.filter((_waiting, index) => results[index] === 'again');
        if (again.length > 0) this.#queue = [...again, ...this.#queue.slice(this.#queueStart)];
        if (again.length > 0) this.#queueStart = 0;
        for (const [index, { resolve }] of batch.entries()) {
          const result = results[index];
          if (result !== undefined && result !== 'again') resolve(result);
        }
        this.#startNext();
      });
    }
  }

  /** The share of one worker of what waits. */
  #takeBatch(): readonly Waiting[] {
    const pages = Math.min(TASK_PAGES_MAX, Math.ceil(this.waiting / this.threads));
    const batch: Waiting[] = [];
    let bytes = 0;
    while (batch.length < pages) {
      const next = this.#queue[this.#queueStart];
      if (next === undefined) break;
      bytes += next.page.body.length;
      // A large page goes alone.
      if (batch.length > 0 && bytes > TASK_BYTES_MAX) break;
      batch.push(next);
      this.#queueStart += 1;
    }
    if (this.#queueStart > 1000 || this.#queueStart === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#queueStart);
      this.#queueStart = 0;
    }
    return batch;
  }

  /** @returns By page; `again`: the worker was ended because of another one. */
  async #runBatch(batch: readonly Waiting[]): Promise<readonly (PageResult<PageWork['kind']> | 'again')[]> {
    const progress = new Int32Array(new SharedArrayBuffer(Progress.Length * Int32Array.BYTES_PER_ELEMENT));
    const task = taskOf(batch, progress);
    const controller = new AbortController();
    const watch = this.#watch(progress, controller);
    try {
      const options = { signal: controller.signal, transferList: [task.bodies.buffer] };
      // extract-worker.ts returns nothing else.
      return (await this.#started().run(task, options)) as readonly WorkerResult[];
    } catch (error) {
      if (this.#isClosed) return batch.map(() => CLOSED);
      const isSlow = controller.signal.aborted;
      if (isSlow && Atomics.load(progress, Progress.StartedAt) === 0) return batch.map(() => NOT_STARTED);
      const culprit = Atomics.load(progress, Progress.Item);
      const result: PageResult<PageWork['kind']> = isSlow
        ? { kind: 'slow', column: Atomics.load(progress, Progress.Column) }
        : { kind: 'problem', problem: workerProblem(error) };
      return batch.map((_waiting, index) => (index === culprit ? result : 'again'));
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

/** With bodies of its own: their memory goes over to the worker, and others may still read the pages. */
function taskOf(
  batch: readonly Waiting[],
  progress: Int32Array,
): WorkerTask & { bodies: Uint8Array<ArrayBuffer> } {
  const bodies = new Uint8Array(batch.reduce((bytes, { page }) => bytes + page.body.length, 0));
  let end = 0;
  const items = batch.map(({ work, page }) => {
    const start = end;
    bodies.set(page.body, start);
    end += page.body.length;
    return { work, url: page.url, contentType: page.contentType, start, end };
  });
  return { items, bodies, progress };
}

function workerProblem(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') return 'Reading this page takes too much memory.';
  return `Reading this page failed: ${error instanceof Error ? error.message : String(error)}`;
}
