/** Which format an export is written in, by the ending of its file name. */
import { basename, extname } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { EXPORT_FORMAT_INFO, EXPORT_FORMATS, type ExportFormat } from '../../../shared/export.ts';

/** @throws AppError `UNSUPPORTED` for an ending that names no format. */
export function exportFormatOf(path: string): ExportFormat {
  const name = basename(path).toLowerCase();
  for (const format of EXPORT_FORMATS) {
    const isNamed = EXPORT_FORMAT_INFO[format].endings.some(
      (ending) => name.endsWith(ending) && name.length > ending.length,
    );
    if (isNamed) return format;
  }
  const ending = extname(name);
  const message =
    ending === ''
      ? 'The name of the export has no ending that says its format.'
      : `Gleaner cannot write ${ending} files.`;
  const usual = [...new Set(EXPORT_FORMATS.map((format) => EXPORT_FORMAT_INFO[format].endings[0]!))];
  throw new AppError(ErrorCode.Unsupported, message, {
    advice: `Give it a name that ends in ${usual.slice(0, -1).join(', ')} or ${usual.at(-1)!}.`,
  });
}
