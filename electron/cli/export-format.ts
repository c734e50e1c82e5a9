/** Which export formats there are, chosen by the extension of the file. */
import path from 'node:path';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ExportFormat } from '../../shared/run.ts';

const FORMATS: Readonly<Record<string, ExportFormat>> = { '.csv': 'csv' };

export const EXPORT_EXTENSIONS: readonly string[] = Object.keys(FORMATS);

export function isExportPath(file: string): boolean {
  return Object.hasOwn(FORMATS, extensionOf(file));
}

/** @throws {AppError} `UNSUPPORTED` for an extension that {@link isExportPath} refuses. */
export function exportFormatOf(file: string): ExportFormat {
  const format = FORMATS[extensionOf(file)];
  if (format === undefined) throw new AppError(ErrorCode.Unsupported, `Cannot export to ${file}.`);
  return format;
}

function extensionOf(file: string): string {
  return path.extname(file).toLowerCase();
}
