/** Requests about exports. Where to write comes only from the dialog that main opened. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportOptions } from '../../../shared/export.ts';
import type { ExportChoices, RequestHandlers } from '../../../shared/ipc/contract.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import { suggestedPath, withEnding } from './export-paths.ts';
import type { MainServices } from './services.ts';

type ExportHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `export.${string}`>>;

export function createExportHandlers(services: MainServices): ExportHandlers {
  const { engine, tracker, dialogs, exportChoices, revealFile } = services;
  let lastExportPath: string | null = null;

  function openRun(): RunSnapshot {
    if (tracker.run !== null) return tracker.run;
    throw new AppError(ErrorCode.WrongState, 'No run is open.', { advice: 'Open or start one first.' });
  }

  return {
    'export.columns': () => engine.request('export.columns', {}),
    'export.save': async ({ exportId, rows, choices }) => {
      const run = openRun();
      const { format } = choices;
      const chosen = await dialogs.saveExport(suggestedPath(run, format), format);
      if (chosen === null) return null;
      const path = await withEnding(chosen, format);
      exportChoices.set(choices);
      const result = await engine.request('export.run', {
        exportId,
        path,
        options: { rows, ...toOptions(choices) },
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

function toOptions({ format, columns, hasOriginals }: ExportChoices): Omit<ExportOptions, 'rows'> {
  if (columns.length === 0) return { format, columns: null, hasOriginals };
  return {
    format,
    columns: columns.filter(({ isChosen }) => isChosen).map(({ name }) => name),
    hasOriginals,
  };
}
