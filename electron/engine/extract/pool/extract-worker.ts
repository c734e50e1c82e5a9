/** Entry of the worker threads that read pages. piscina calls {@link work} with some pages at a time. */
import { doWork } from './do-work.ts';
import { Progress, timeStamp, type WorkerResult, type WorkerTask } from './worker-tasks.ts';

export function work({ items, bodies, progress }: WorkerTask): readonly WorkerResult[] {
  return items.map(({ work: asked, url, contentType, start, end }, item) => {
    Atomics.store(progress, Progress.Item, item);
    Atomics.store(progress, Progress.Column, -1);
    Atomics.store(progress, Progress.StartedAt, timeStamp(Date.now()));
    const page = { url, contentType, body: bodies.subarray(start, end) };
    return doWork(asked, page, (index) => void Atomics.store(progress, Progress.Column, index));
  });
}
