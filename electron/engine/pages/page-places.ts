/** Where pages are kept beside their run file. */
import { basename, dirname, join } from 'node:path';

const RUN_FILE_ENDING = /\.gleaner$/i;

/** What names of kept pages begin with: that of the run file, without its ending. */
export function stemOf(runPath: string): string {
  return basename(runPath).replace(RUN_FILE_ENDING, '') || 'run';
}

export function warcNameOf(stem: string): string {
  return `${stem}.warc.gz`;
}

export function pagesFolderNameOf(stem: string): string {
  return `${stem}.pages`;
}

/** The stem of a run's pages, as the run file has it, is a name and not a way to somewhere else. */
export function isStem(stem: string): boolean {
  return stem !== '' && stem.length <= 255 && !stem.startsWith('.') && !/[/\\\p{Cc}]/u.test(stem);
}

export function besides(runPath: string, name: string): string {
  return join(dirname(runPath), name);
}
