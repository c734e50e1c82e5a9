/** Requests about the open run: start, open, steer, end. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RequestHandlers } from '../../../shared/ipc/contract.ts';
import { DEFAULT_OPTIONS, type RunLimits, type RunOptions } from '../../../shared/options.ts';
import { closeIdleRun, openRun } from './open-run.ts';
import type { MainServices } from './services.ts';

type RunHandlers = Pick<
  RequestHandlers,
  Exclude<Extract<keyof RequestHandlers, `run.${string}`>, 'run.setRecipe'>
>;

export function createRunHandlers(services: MainServices): RunHandlers {
  const { engine, tracker, recent, runDefaults } = services;

  function requireListed(path: string): void {
    if (recent.list().some((run) => run.path === path)) return;
    throw new AppError(ErrorCode.NotFound, 'This run is not among the recent ones.', {
      advice: 'Open its file instead.',
    });
  }

  /** Phase timeouts that fit the limits as they are now, for the attempts to come. */
  function phasesNow(): Partial<RunOptions> {
    return tracker.run === null ? {} : phaseTimeouts(tracker.run.options.timeoutTotalMs);
  }

  function neverPausing(): Partial<RunOptions> {
    const { autoPause } = tracker.run?.options ?? DEFAULT_OPTIONS;
    return { autoPause: { ...autoPause, isOn: false } };
  }

  return {
    'run.start': async ({ draftId, options, ...sample }) => {
      await closeIdleRun(services);
      // Hashed, so that tomorrow's run can be compared with this one.
      const fromSettings = { ...DEFAULT_OPTIONS, hashes: true, ...runDefaults.get() };
      const all = { ...fromSettings, ...phaseTimeouts(options.timeoutTotalMs), ...options };
      return tracker.adopt(await engine.request('run.start', { draftId, options: all, ...sample }));
    },
    'run.again': async () => {
      const { run } = tracker;
      if (run === null) throw new AppError(ErrorCode.WrongState, 'No run is open.');
      const request = { path: run.path, runPath: null, replaceUnfinished: false, options: {} };
      return tracker.adopt(await engine.request('run.again', request));
    },
    'run.openRecent': ({ path }) => {
      requireListed(path);
      return openRun(services, path);
    },
    'run.forgetRecent': ({ path }) => {
      recent.forget(path);
      return null;
    },
    'run.resume': async ({ neverPauses }) => {
      const options = neverPauses ? { ...phasesNow(), ...neverPausing() } : phasesNow();
      return tracker.adopt(await engine.request('run.resume', { options }));
    },
    'run.pause': () => engine.request('run.pause', {}),
    'run.stop': async () => tracker.adopt(await engine.request('run.stop', {})),
    'run.setLimits': async ({ limits }) => {
      await engine.request('run.setLimits', { limits });
      tracker.optionsChanged(limits);
      return null;
    },
    'run.setHostRules': async ({ rules }) => {
      await engine.request('run.setHostRules', { rules });
      tracker.optionsChanged({ hostRules: rules });
      return null;
    },
    'run.plan': (input) => engine.request('run.plan', input),
    'run.retryFailed': ({ selection, options }) => {
      const { timeoutTotalMs } = options;
      const phases = timeoutTotalMs === undefined ? phasesNow() : phaseTimeouts(timeoutTotalMs);
      return engine.request('run.retryFailed', { selection, options: { ...phases, ...setOnly(options) } });
    },
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

type SetOnly<Options> = { [Key in keyof Options]?: Exclude<Options[Key], undefined> };

/** Without keys that are there but say nothing: merged, they would take away what is set. */
function setOnly<Options extends object>(options: Options): SetOnly<Options> {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  // The same keys with the same values, but for those that were undefined.
  return Object.fromEntries(entries) as SetOnly<Options>;
}
