/** Names of exported files: what to suggest, and what to make of what was chosen. */
import { access } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { EXPORT_FORMAT_INFO, type ExportFormat } from '../../../shared/export.ts';
import type { RunSnapshot } from '../../../shared/run.ts';

/**
 * Not every system's dialog adds the ending, and a file is to be what its name says.
 *
 * @throws AppError `FILE_UNWRITABLE` when the dialog was not asked about the file that would be replaced.
 */
export async function withEnding(chosen: string, format: ExportFormat): Promise<string> {
  const { endings } = EXPORT_FORMAT_INFO[format];
  if (endings.some((ending) => chosen.toLowerCase().endsWith(ending))) return chosen;
  if (extname(chosen).toLowerCase() === '.gleaner')
    throw new AppError(
      ErrorCode.FileUnwritable,
      'That is the name of a run file, which holds your results.',
      { advice: `Choose a name that ends with ${endings[0]!}.` },
    );
  const path = `${chosen}${endings[0]!}`;
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return path;
  throw new AppError(ErrorCode.FileUnwritable, `${basename(path)} is there already.`, {
    advice: 'To replace it, choose it by its whole name.',
  });
}

const LIST_EXTENSION = /\.(?:txt|csv|tsv|list|gz|xlsx)$/i;
/** What some file system does not allow in a name; a run may be named by a list from another system. */
const UNSAFE_IN_NAMES = /[<>:"/\\|?*\p{Cc}]/gu;

/** Beside the run file, named as the run. */
export function suggestedPath(run: Pick<RunSnapshot, 'name' | 'path'>, format: ExportFormat): string {
  const name = run.name.replace(LIST_EXTENSION, '').replace(UNSAFE_IN_NAMES, '_').trim();
  const what = format === 'urls' ? ' URLs' : '';
  return join(
    dirname(run.path),
    `${name === '' ? 'results' : name}${what}${EXPORT_FORMAT_INFO[format].endings[0]!}`,
  );
}
