/** Requests about exports. Where to write comes only from the dialog that main opened. */
import { dirname, extname, join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RequestHandlers } from '../../../shared/ipc/contract.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { MainServices } from './services.ts';

type ExportHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `export.${string}`>>;

export function createExportHandlers(services: MainServices): ExportHandlers {
  const { engine, tracker, dialogs, revealFile } = services;
  let lastExportPath: string | null = null;

  function openRun(): RunSnapshot {
    if (tracker.run !== null) return tracker.run;
    throw new AppError(ErrorCode.WrongState, 'No run is open.', { advice: 'Open or start one first.' });
  }

  return {
    'export.save': async ({ exportId, only, excel }) => {
      const run = openRun();
      const chosen = await dialogs.saveCsv(suggestedPath(run));
      if (chosen === null) return null;
      const path = extname(chosen) === '' ? `${chosen}.csv` : chosen;
      if (extname(path).toLowerCase() === '.gleaner') {
        throw new AppError(
          ErrorCode.FileUnwritable,
          'That is the name of a run file, which holds your results.',
          {
            advice: 'Choose a name that ends with .csv.',
          },
        );
      }
      const result = await engine.request('export.run', {
        exportId,
        path,
        options: { format: 'csv', only, excel },
      });
      lastExportPath = result.path;
      return result;
    },
    'export.cancel': ({ exportId }) => engine.request('export.cancel', { exportId }),
    'export.reveal': ({ what }) => {
      const path = what === 'runFile' ? openRun().path : lastExportPath;
      if (path === null) throw new AppError(ErrorCode.NotFound, 'Nothing was exported yet.');
      revealFile(path);
      return null;
    },
  };
}

const LIST_EXTENSION = /\.(?:txt|csv|tsv|list|gz|xlsx)$/i;
/** What some file system does not allow in a name; a run may be named by a list from another system. */
const UNSAFE_IN_NAMES = /[<>:"/\\|?*\p{Cc}]/gu;

/** Beside the run file, named as the run. */
export function suggestedPath(run: Pick<RunSnapshot, 'name' | 'path'>): string {
  const name = run.name.replace(LIST_EXTENSION, '').replace(UNSAFE_IN_NAMES, '_').trim();
  return join(dirname(run.path), `${name === '' ? 'results' : name}.csv`);
}
