/**
 * Tells a zip bomb from a list that compresses well: lists of addresses come to a tenth or a
 * fiftieth of their size, a bomb to a thousandth.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';

/** Below this nothing is a bomb: it is read in a second or two. */
const SUSPECT_OVER_BYTES = 256 * 1024 * 1024;
const MAX_RATIO = 200;

/** @throws AppError `LIST_TOO_LARGE` */
export function guardExpansion(packedBytes: number, unpackedBytes: number, fileName: string): void {
  if (unpackedBytes <= SUSPECT_OVER_BYTES || unpackedBytes <= packedBytes * MAX_RATIO) return;
  throw new AppError(
    ErrorCode.ListTooLarge,
    `${fileName} unpacks to more than ${MAX_RATIO} times its size; no list does that.`,
    { advice: 'It may be a zip bomb. If it is not, unpack it yourself and open what comes out.' },
  );
}
