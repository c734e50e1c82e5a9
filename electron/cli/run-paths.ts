/** Where run files go. */
import path from 'node:path';
import { UsageError } from './usage-error.ts';

const STANDARD_INPUT_RUN_PATH = 'list.gleaner';

function isRunPath(file: string): boolean {
  return path.extname(file).toLowerCase() === '.gleaner';
}

/** `products.csv.gz` becomes `products.gleaner`: the compression is not part of the list's name. Of several the first counts. */
export function defaultRunPath(listPath: string): string {
  if (listPath === '-') return STANDARD_INPUT_RUN_PATH;
  const { dir, name } = path.parse(listPath.replace(/\.gz$/iu, ''));
  return path.join(dir, `${name}.gleaner`);
}

/** @throws {UsageError} For another ending. */
export function checkedRunPath(runPath: string): string {
  if (isRunPath(runPath)) return runPath;
  throw new UsageError(`--run-file must end in .gleaner, not "${runPath}".`);
}
