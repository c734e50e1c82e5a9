/** Decides for each line of an import whether it is a row, merged or rejected, and counts. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { REJECT_REASONS, type RejectReason } from '../../../shared/list-import.ts';
import type { DraftWriter } from './draft-writer.ts';
import { SeenUrls } from './seen-urls.ts';
import { parseUrlLine, trimEdges } from './url-line.ts';

export interface ImportedList {
  /** `lines = rows + merged + rejected` */
  readonly lines: number;
  readonly rows: number;
  readonly merged: number;
  readonly rejected: number;
  readonly hosts: number;
  /** `null` for plain text. */
  readonly urlColumn: string | null;
  readonly otherColumns: readonly string[];
  /** The first accepted URLs, at most five. */
  readonly sample: readonly string[];
}

interface RejectedLine {
  readonly line: number;
  readonly text: string;
  readonly reason: RejectReason;
}

const SAMPLE_COUNT = 5;
/** What is kept of a line that did not become a row, in characters. */
const DROPPED_TEXT_LENGTH = 500;
const SHOWN_TEXT_LENGTH = 80;

export class ImportTally {
  readonly #writer: DraftWriter;
  readonly #seen: SeenUrls;
  readonly #sample: string[] = [];
  #rows = 0;
  #merged = 0;
  #rejected = 0;
  readonly #hostIds = new Set<number>();
  #lastOrigin = '';
  #lastHostId = -1;
  #urlColumn: string | null = null;
  #otherColumns: readonly string[] = [];
  #firstRejected: RejectedLine | null = null;

  constructor(writer: DraftWriter) {
    this.#writer = writer;
    this.#seen = new SeenUrls({ keyOf: (rowId) => writer.urlOf(rowId).replace(/#.*$/s, '') });
  }

  get lines(): number {
    return this.#rows + this.#merged + this.#rejected;
  }

  setColumns(urlColumn: string | null, otherColumns: readonly string[]): void {
    this.#urlColumn = urlColumn;
    this.#otherColumns = otherColumns;
    this.#writer.setColumns(urlColumn, otherColumns);
  }

  /**
   * @param asItStood gives the line or record for the report; only asked when it does not become a row.
   * @returns The id of the row that it became, or `null`.
   */
  take(line: number, text: string, extra: readonly string[] | null, asItStood: () => string): number | null {
    const parsed = parseUrlLine(text);
    if (!parsed.ok) {
      this.reject(line, asItStood(), parsed.reason);
      return null;
    }
    const rowId = this.#seen.claim(parsed.key, this.#rows);
    if (rowId !== this.#rows) {
      this.#merged++;
      this.#writer.addMerged(line, asItStood().slice(0, DROPPED_TEXT_LENGTH), rowId);
      return null;
    }
    // Lists come sorted by host more often than not, so most rows need no look-up.
    if (parsed.origin !== this.#lastOrigin) {
      this.#lastOrigin = parsed.origin;
      this.#lastHostId = this.#writer.addHost(parsed.origin);
      this.#hostIds.add(this.#lastHostId);
    }
    this.#writer.addRow(line, parsed.url, this.#lastHostId, extra);
    this.#rows++;
    if (this.#sample.length < SAMPLE_COUNT) this.#sample.push(parsed.url);
    return rowId;
  }

  reject(line: number, whole: string, reason: RejectReason): void {
    const text = whole.slice(0, DROPPED_TEXT_LENGTH);
    this.#firstRejected ??= { line, text, reason };
    this.#rejected++;
    this.#writer.addRejected(line, text, reason);
  }

  /** @throws AppError when there is nothing to fetch. */
  finish(): ImportedList {
    if (this.lines === 0)
      throw new AppError(ErrorCode.ListEmpty, 'The list is empty.', {
        advice: 'Put one web address on each line.',
      });
    if (this.#rows === 0 && this.#firstRejected !== null)
      throw noValidUrl(this.#rejected, this.#firstRejected);
    return {
      lines: this.lines,
      rows: this.#rows,
      merged: this.#merged,
      rejected: this.#rejected,
      hosts: this.#hostIds.size,
      urlColumn: this.#urlColumn,
      otherColumns: this.#otherColumns,
      sample: this.#sample,
    };
  }
}

function noValidUrl(rejected: number, first: RejectedLine): AppError {
  const message =
    rejected === 1
      ? 'The only line of the list is not a web address that can be fetched.'
      : `None of the ${rejected.toLocaleString('en')} lines is a web address that can be fetched.`;
  const text = trimEdges(first.text);
  const shown = text.length > SHOWN_TEXT_LENGTH ? `${text.slice(0, SHOWN_TEXT_LENGTH)}…` : text;
  return new AppError(ErrorCode.ListNoValidUrl, message, {
    advice: `Line ${first.line}, “${shown}”: ${REJECT_REASONS[first.reason].toLowerCase()}.`,
  });
}
