/** Entry of the worker threads that read pages. piscina calls {@link work} with one page at a time. */
import { doWork } from './do-work.ts';
import { Progress, timeStamp, type WorkerResult, type WorkerTask } from './worker-tasks.ts';

export function work({ work: asked, page, progress }: WorkerTask): WorkerResult {
  Atomics.store(progress, Progress.Column, -1);
  Atomics.store(progress, Progress.StartedAt, timeStamp(Date.now()));
  return doWork(asked, page, (index) => void Atomics.store(progress, Progress.Column, index));
}
