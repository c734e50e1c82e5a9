/** Requests about the open run: start, open, steer, end. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RequestHandlers } from '../../../shared/ipc/contract.ts';
import { DEFAULT_OPTIONS, type RunLimits, type RunOptions } from '../../../shared/options.ts';
import { closeIdleRun, openRun } from './open-run.ts';
import type { MainServices } from './services.ts';

type RunHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `run.${string}`>>;

export function createRunHandlers(services: MainServices): RunHandlers {
  const { engine, tracker, recent } = services;

  function requireListed(path: string): void {
    if (recent.list().some((run) => run.path === path)) return;
    throw new AppError(ErrorCode.NotFound, 'This run is not among the recent ones.', {
      advice: 'Open its file instead.',
    });
  }

  /** Phase timeouts that fit the limits as they are now, for the attempts to come. */
  function currentPhases(): Partial<RunOptions> {
    return tracker.run === null ? {} : phaseTimeouts(tracker.run.options.timeoutTotalMs);
  }

  return {
    'run.start': async ({ draftId, options }) => {
      await closeIdleRun(services);
      const all = { ...DEFAULT_OPTIONS, ...phaseTimeouts(options.timeoutTotalMs), ...options };
      return tracker.adopt(await engine.request('run.start', { draftId, options: all }));
    },
    'run.openRecent': ({ path }) => {
      requireListed(path);
      return openRun(services, path);
    },
    'run.forgetRecent': ({ path }) => {
      recent.forget(path);
      return null;
    },
    'run.resume': async () => tracker.adopt(await engine.request('run.resume', { options: currentPhases() })),
    'run.pause': () => engine.request('run.pause', {}),
    'run.stop': async () => tracker.adopt(await engine.request('run.stop', {})),
    'run.setLimits': async ({ limits }) => {
      await engine.request('run.setLimits', { limits });
      tracker.limitsChanged(limits);
      return null;
    },
    'run.retryFailed': ({ codes }) => engine.request('run.retryFailed', { codes, options: currentPhases() }),
    'run.close': async () => {
      await engine.request('run.close', {});
      tracker.closed();
      return null;
    },
  };
}

/**
 * The window has one "Timeout", for a whole attempt. A phase may not end an attempt
 * sooner than that once the user has raised it over the defaults.
 */
function phaseTimeouts(
  totalMs: RunLimits['timeoutTotalMs'],
): Pick<RunOptions, 'timeoutConnectMs' | 'timeoutHeadersMs' | 'timeoutIdleMs'> {
  return {
    timeoutConnectMs: Math.max(DEFAULT_OPTIONS.timeoutConnectMs, totalMs),
    timeoutHeadersMs: Math.max(DEFAULT_OPTIONS.timeoutHeadersMs, totalMs),
    timeoutIdleMs: Math.max(DEFAULT_OPTIONS.timeoutIdleMs, totalMs),
  };
}
