/** Opens a run file in place of the run that is open now. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { MainServices } from './services.ts';

type Services = Pick<MainServices, 'engine' | 'tracker' | 'recent'>;

export async function openRun(services: Services, path: string): Promise<RunSnapshot> {
  await closeIdleRun(services);
  return adoptOpened(services, await services.engine.request('run.open', { path }));
}

/** What could be read of a damaged file takes its place among the recent runs. */
export function adoptOpened(
  { tracker, recent }: Pick<Services, 'tracker' | 'recent'>,
  run: RunSnapshot,
): RunSnapshot {
  if (run.salvage !== null) recent.forget(run.salvage.fromPath);
  return tracker.adopt(run);
}

/**
 * Closes the open run, which loses nothing: it stays among the recent runs.
 * @throws `WRONG_STATE` while it is going; the user decides when it stops.
 */
export async function closeIdleRun({ engine, tracker }: Pick<Services, 'engine' | 'tracker'>): Promise<void> {
  if (tracker.run === null) return;
  if (tracker.isBusy) {
    throw new AppError(ErrorCode.WrongState, `${tracker.run.name} is still running.`, {
      advice: 'Stop it first; it can be resumed later.',
    });
  }
  await engine.request('run.close', {});
  tracker.closed();
}
