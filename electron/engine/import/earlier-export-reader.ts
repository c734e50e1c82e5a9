/**
 * Records of an earlier export -> rows of a draft, each with the outcome that it had.
 *
 * Of a row's attempts the export tells the last; it becomes an attempt of the first round, and
 * those before it are only counted. Rows without an outcome are pending, and what the export says
 * of an attempt that did not settle them is only counted, too: an attempt is nothing without its
 * outcome, and they are asked again anyway. Pending are also rows with an
 * outcome that is none of ours (a newer Gleaner's, or edited): what stood there is kept as one
 * more column of the list, {@link UNKNOWN_OUTCOME_COLUMN}. Lines keep the numbers that they had
 * in the list.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { isOutcomeCode, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Draft } from '../ledger/draft.ts';
import { withoutGuard, type EarlierExportShape, type ResultColumn } from './earlier-export-shape.ts';
import { ImportTally } from './import-tally.ts';
import type { PieceReader } from './list-pieces.ts';
import { foldSurplus, isSeparatorHint } from './table-list.ts';
import { isBlankRecord } from './table-shape.ts';
import { TableSplitter } from './table-splitter.ts';
import { trimEdges } from './url-line.ts';

/** Holds outcomes that are none of ours; only there when the export has some. */
export const UNKNOWN_OUTCOME_COLUMN = 'earlier outcome';

export class EarlierExportReader implements PieceReader {
  readonly #shape: EarlierExportShape;
  readonly #draft: Draft;
  readonly #tally: ImportTally;
  readonly #splitter: TableSplitter;
  readonly #otherNames: readonly string[];
  readonly #changedAtMs: number;
  #record = 0;
  #isHeaderRead = false;
  #hasUnknownOutcome = false;

  /** @param changedAtMs of the export, in epoch milliseconds; `null` when it is not known. */
  constructor(shape: EarlierExportShape, draft: Draft, changedAtMs: number | null) {
    this.#shape = shape;
    this.#draft = draft;
    // When the attempts were is not in an export; they were before it was written.
    this.#changedAtMs = changedAtMs ?? 0;
    this.#tally = new ImportTally(draft);
    this.#otherNames = shape.others.map(({ name }) => name);
    this.#tally.begin(null, 'url', this.#otherNames);
    this.#splitter = new TableSplitter(shape.delimiter, (cells, isTooLong) => this.#take(cells, isTooLong));
  }

  get lines(): number {
    return this.#tally.lines;
  }

  push(text: string): void {
    this.#splitter.push(text);
  }

  end(): void {
    this.#splitter.end();
  }

  /** @throws AppError when there is nothing to open. */
  finish(): void {
    if (this.#tally.lines === 0)
      throw new AppError(ErrorCode.ListEmpty, 'The export has no rows.', {
        advice: 'Choose an export with rows, or start from the list.',
      });
    this.#tally.finish();
    if (this.#hasUnknownOutcome) this.#draft.setColumns('url', [...this.#otherNames, UNKNOWN_OUTCOME_COLUMN]);
  }

  #take(record: readonly string[], isTooLong: boolean): void {
    this.#record++;
    if (isTooLong) {
      this.#tally.reject(this.#record, record[0] ?? '', 'too_long');
      return;
    }
    if (isBlankRecord(record) || (!this.#isHeaderRead && isSeparatorHint(record))) return;
    if (!this.#isHeaderRead) {
      this.#isHeaderRead = true;
      return;
    }
    const { delimiter, isGuarded, others, width } = this.#shape;
    const cells = foldSurplus(record, width, delimiter);
    const plain = isGuarded ? cells.map(withoutGuard) : cells;
    const cell = (column: ResultColumn) => plain[this.#shape.columns.get(column) ?? -1] ?? '';
    const outcome = trimEdges(cell('outcome')).toLowerCase();
    const isUnknown = outcome !== '' && outcome !== 'pending' && !isOutcomeCode(outcome);
    const extra = others.map(({ index }) => plain[index] ?? '');
    if (isUnknown) extra.push(cell('outcome'));
    const line = count(cell('line')) ?? this.#record;
    if (trimEdges(cell('url')) === '') {
      this.#tally.reject(line, record.join(delimiter), 'no_url_column_value');
      return;
    }
    const rowId = this.#tally.take(line, cell('url'), extra.length === 0 ? null : extra, () =>
      record.join(delimiter),
    );
    if (rowId === null) return;
    this.#hasUnknownOutcome ||= isUnknown;
    const attempts = count(cell('attempts'));
    if (isOutcomeCode(outcome)) this.#settle(rowId, outcome, attempts, cell);
    else if (attempts !== null) this.#draft.addEarlierAttempts(rowId, attempts);
  }

  #settle(
    rowId: number,
    code: OutcomeCode,
    attempts: number | null,
    cell: (column: ResultColumn) => string,
  ): void {
    if (attempts === 0) {
      this.#draft.addSettled(rowId, code, null);
      return;
    }
    const finalUrl = cell('final_url');
    this.#draft.addSettled(rowId, code, {
      startedAtMs: this.#changedAtMs,
      durationMs: count(cell('duration_ms')),
      status: count(cell('status')),
      bytes: count(cell('bytes')),
      contentType: textOrNull(cell('content_type')),
      finalUrl: finalUrl === '' || finalUrl === this.#draft.urlOf(rowId) ? null : finalUrl,
      error: textOrNull(cell('error')),
      title: textOrNull(cell('title')),
    });
    // The one that is kept is the last of them.
    if (attempts !== null) this.#draft.addEarlierAttempts(rowId, attempts - 1);
  }
}

/** @returns `null` for what is no count; spreadsheets write `1,234` or `1234.0` for some. */
function count(cell: string): number | null {
  const digits = trimEdges(cell)
    .replace(/[.,]0{1,2}$/, '')
    .replace(/[,.\s'’](?=\d{3}(?:\D|$))/g, '');
  const value = /^\d+$/.test(digits) ? Number(digits) : NaN;
  return Number.isSafeInteger(value) ? value : null;
}

function textOrNull(cell: string): string | null {
  return cell === '' ? null : cell;
}
