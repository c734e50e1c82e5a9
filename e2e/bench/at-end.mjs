/** What must not outlive this process, however it ends: child processes and temporary folders. */
import process from 'node:process';

const tasks = new Set();

/**
 * Runs `task`, which must be synchronous, when the process ends, also by Ctrl-C.
 *
 * @returns {() => void} Forgets it.
 */
export function atEnd(task) {
  tasks.add(task);
  return () => tasks.delete(task);
}

process.once('exit', () => {
  for (const task of tasks) task();
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(130));
