/** Which format an export is written in, by the ending of its file name. */
import { extname } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ExportFormat } from '../../../shared/run.ts';

const FORMATS: ReadonlyMap<string, ExportFormat> = new Map([['.csv', 'csv']]);

/** @throws AppError `UNSUPPORTED` for an ending that names no format. */
export function exportFormatOf(path: string): ExportFormat {
  const ending = extname(path).toLowerCase();
  const format = FORMATS.get(ending);
  if (format !== undefined) return format;
  const message =
    ending === ''
      ? 'The name of the export has no ending that says its format.'
      : `Gleaner cannot write ${ending} files.`;
  const endings = [...FORMATS.keys()].join(' or ');
  throw new AppError(ErrorCode.Unsupported, message, { advice: `Give it a name that ends in ${endings}.` });
}
