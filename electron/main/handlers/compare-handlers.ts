/** Requests about the comparison of the open run with an earlier one. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RequestHandlers } from '../../../shared/ipc/contract.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import { suggestedPath, withEnding } from './export-paths.ts';
import type { MainServices } from './services.ts';

type CompareHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `compare.${string}`>>;

export function createCompareHandlers(services: MainServices): CompareHandlers {
  const { engine, tracker, dialogs, recent } = services;

  function openRun(): RunSnapshot {
    if (tracker.run !== null) return tracker.run;
    throw new AppError(ErrorCode.WrongState, 'No run is open.', { advice: 'Open or start one first.' });
  }

  /** The page may name only what main listed, and what the open run repeats. */
  function listed(path: string): string {
    if (path === openRun().earlierPath || recent.list().some((run) => run.path === path)) return path;
    throw new AppError(ErrorCode.NotFound, 'That run is not among the recent ones.', {
      advice: 'Choose its file.',
    });
  }

  return {
    'compare.open': async ({ comparisonId, beforePath }) => {
      const afterPath = openRun().path;
      const chosen = beforePath === null ? await dialogs.openRunToCompare() : listed(beforePath);
      if (chosen === null) return null;
      if (chosen === afterPath)
        throw new AppError(ErrorCode.ValidationFailed, 'That is the run that is open.', {
          advice: 'Choose an earlier run of the list.',
        });
      return engine.request('compare.open', { comparisonId, beforePath: chosen, afterPath });
    },
    'compare.read': (input) => engine.request('compare.read', input),
    'compare.save': async ({ format, ...input }) => {
      const run = openRun();
      const named = { ...run, name: `${run.name.replace(/\.[a-z]+$/i, '')} changes` };
      const chosen = await dialogs.saveExport(suggestedPath(named, format), format);
      if (chosen === null) return null;
      return engine.request('compare.export', { ...input, format, path: await withEnding(chosen, format) });
    },
    'compare.cancelSave': ({ exportId }) => engine.request('compare.cancelExport', { exportId }),
    'compare.close': (input) => engine.request('compare.close', input),
  };
}
