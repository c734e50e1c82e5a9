/** How a run is opened: as it is, brought up to date, or as far as a damaged file can be read. */
import { RunFile } from './run-file.ts';

export function openRunFile(path: string): RunFile {
  return RunFile.open(path);
}
