/**
 * Rows that were settled and turn out otherwise: they passed for ok and had the page that
 * comes for all, or the user decides about rows that were called blocked.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { RunFile } from '../ledger/run-file.ts';
import type { LedgerCounts } from './ledger-counts.ts';
import type { OutcomeWriter } from './outcome-writer.ts';

export interface BlockedRowsOptions {
  readonly file: RunFile;
  /** What has not been written yet must be, before it can be changed. */
  readonly writer: OutcomeWriter;
  readonly counts: LedgerCounts;
}

export class BlockedRows {
  readonly #o: BlockedRowsOptions;
  /** Known to be blocked, and not yet written as such: the run file could not be written. */
  #unwritten: number[] = [];

  constructor(options: BlockedRowsOptions) {
    this.#o = options;
  }

  /** These rows passed for ok and are not. */
  add(rowIds: readonly number[]): void {
    this.#unwritten.push(...rowIds);
    this.write();
  }

  /** Tries again what could not be written. */
  write(): void {
    const { file, writer, counts } = this.#o;
    const rowIds = this.#unwritten;
    if (rowIds.length === 0 || !writer.flush()) return;
    this.#unwritten = [];
    counts.addIncomplete(-file.countIncomplete(rowIds));
    counts.move('ok', 'blocked.soft', file.changeSettled(rowIds, 'ok', 'blocked.soft'));
  }

  /** The pages of `origin` are good as they are. @throws AppError `DISK_FULL` */
  accept(origin: string): void {
    const { file, counts } = this.#o;
    const rowIds = this.#blockedAt(origin);
    counts.move('blocked.soft', 'ok', file.changeSettled(rowIds, 'blocked.soft', 'ok'));
    counts.addIncomplete(file.countIncomplete(rowIds));
  }

  /** The blocked rows of `origin` are pending again. @returns Them. @throws AppError `DISK_FULL` */
  reopen(origin: string): readonly number[] {
    const { file, counts } = this.#o;
    const rowIds = this.#blockedAt(origin);
    if (rowIds.length === 0) return rowIds;
    file.reopen(rowIds);
    counts.move('blocked.soft', null, rowIds.length);
    return rowIds;
  }

  #blockedAt(origin: string): number[] {
    const { file, writer } = this.#o;
    if (!writer.flush()) throw new AppError(ErrorCode.DiskFull, 'The run file cannot be written.');
    return file.rowsSettledAs('blocked.soft', origin);
  }
}
