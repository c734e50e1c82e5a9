/**
 * Decides for each line of an import whether it is a row, merged or rejected, and counts.
 *
 * A line with ranges counts as many lines as it stands for addresses, all of one number, so that
 * `lines = rows + merged + rejected` stays what it is. Ranges are not expanded at once, because a
 * line may stand for millions: it and the lines behind it wait until {@link ImportTally.drain}.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_MERGE_RULES, EXPANDED_MAX, type MergeRules } from '../../../shared/list-choices.ts';
import {
  REJECT_REASONS,
  type ImportSummary,
  type ListNotice,
  type MergeReason,
  type RejectReason,
} from '../../../shared/list-import.ts';
import { ColumnUnion } from './column-union.ts';
import type { DraftWriter } from './draft-writer.ts';
import { mergeKey, mergeReason } from './merge-rules.ts';
import type { Pace } from './pace.ts';
import { SeenUrls } from './seen-urls.ts';
import { parseUrlLine, trimEdges } from './url-line.ts';
import { parseUrlRanges, type UrlRanges } from './url-ranges.ts';

/** What an import says, but for what only the ledger knows. */
export type ImportedList = Omit<ImportSummary, 'draftId' | 'name' | 'sources'>;

export interface TallyOptions {
  readonly merge?: MergeRules;
  readonly expandsRanges?: boolean;
}

interface DroppedText {
  readonly line: number;
  readonly text: string;
  readonly reason: RejectReason;
}

type Waiting =
  | { readonly kind: 'ranges'; readonly line: number; readonly ranges: UrlRanges; readonly extra: Cells }
  | { readonly kind: 'line'; readonly take: () => void };
type Cells = readonly string[] | null;

const SAMPLE_COUNT = 5;
/** What is kept of a line that did not become a row, in characters. */
const DROPPED_TEXT_LENGTH = 500;
const SHOWN_TEXT_LENGTH = 80;
/** A few milliseconds. */
const ADDRESSES_PER_REST = 1000;
const NOTICES_MAX = 20;

export class ImportTally {
  readonly #writer: DraftWriter;
  readonly #merge: MergeRules;
  readonly #expandsRanges: boolean;
  readonly #seen: SeenUrls;
  readonly #union = new ColumnUnion();
  readonly #sample: string[] = [];
  readonly #waiting: Waiting[] = [];
  readonly #hostIds = new Set<number>();
  readonly #mergedBy: Partial<Record<MergeReason, number>> = {};
  readonly #notices: ListNotice[] = [];
  #rows = 0;
  #merged = 0;
  #rejected = 0;
  #lastOrigin = '';
  #lastHostId = -1;
  #urlColumn: string | null = null;
  #firstRejected: DroppedText | null = null;
  #expandedLines = 0;
  #expandedAddresses = 0;
  #unexpanded = 0;

  constructor(
    writer: DraftWriter,
    { merge = DEFAULT_MERGE_RULES, expandsRanges = false }: TallyOptions = {},
  ) {
    this.#writer = writer;
    this.#merge = merge;
    this.#expandsRanges = expandsRanges;
    this.#seen = new SeenUrls({ keyOf: (rowId) => mergeKey(writer.urlOf(rowId), merge) });
  }

  get lines(): number {
    return this.#rows + this.#merged + this.#rejected;
  }

  /** What follows is of one file. @param fileName `null` when the list is that file alone. */
  begin(fileName: string | null, urlColumn: string | null, otherColumns: readonly string[]): void {
    this.#union.begin(fileName, otherColumns);
    this.#urlColumn ??= urlColumn;
    this.#writer.setColumns(this.#urlColumn, this.#union.names);
    if (fileName !== null) this.#writer.beginFile(fileName);
  }

  /**
   * @param asItStood gives the line or record for the report; only asked when it does not become a row.
   * @returns The id of the row that it became, or `null`.
   */
  take(line: number, text: string, extra: Cells, asItStood: () => string): number | null {
    const ranges = text.includes('{') ? parseUrlRanges(text) : null;
    if (ranges !== null && !this.#expandsRanges) this.#unexpanded++;
    if (ranges !== null && this.#expandsRanges) {
      if (this.#expandedAddresses + ranges.count > EXPANDED_MAX) {
        this.reject(line, asItStood(), 'too_many_addresses');
        return null;
      }
      this.#expandedLines++;
      this.#expandedAddresses += ranges.count;
      this.#waiting.push({ kind: 'ranges', line, ranges, extra });
      return null;
    }
    if (this.#waiting.length > 0) {
      this.#waiting.push({ kind: 'line', take: () => this.#takeAddress(line, text, extra, asItStood) });
      return null;
    }
    return this.#takeAddress(line, text, extra, asItStood);
  }

  reject(line: number, whole: string, reason: RejectReason): void {
    if (this.#waiting.length > 0) {
      this.#waiting.push({ kind: 'line', take: () => this.#reject(line, whole, reason) });
      return;
    }
    this.#reject(line, whole, reason);
  }

  /** Takes what waits behind ranges. @throws The reason of the pace's signal. */
  async drain(pace: Pace): Promise<void> {
    if (this.#waiting.length === 0) return;
    // Taken out, so that what is taken below does not wait for itself.
    const waiting = this.#waiting.splice(0);
    let sinceRest = 0;
    for (const one of waiting) {
      if (one.kind === 'line') {
        one.take();
        continue;
      }
      for (const address of one.ranges.addresses()) {
        this.#takeAddress(one.line, address, one.extra, () => address);
        if (++sinceRest < ADDRESSES_PER_REST) continue;
        sinceRest = 0;
        await pace.rest();
      }
    }
  }

  notice(message: string, advice: string): void {
    if (this.#notices.length < NOTICES_MAX) this.#notices.push({ message, advice });
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
      otherColumns: [...this.#union.names],
      sample: this.#sample,
      mergedBy: this.#mergedBy,
      expanded: { lines: this.#expandedLines, addresses: this.#expandedAddresses },
      unexpanded: this.#unexpanded,
      notices: this.#notices,
    };
  }

  #takeAddress(line: number, text: string, extra: Cells, asItStood: () => string): number | null {
    const parsed = parseUrlLine(text);
    if (!parsed.ok) {
      this.#reject(line, asItStood(), parsed.reason);
      return null;
    }
    const { url, origin } = parsed;
    if (this.#merge.isOn) {
      const rowId = this.#seen.claim(mergeKey(url, this.#merge), this.#rows);
      if (rowId !== this.#rows) {
        this.#mergeInto(line, asItStood(), rowId, url);
        return null;
      }
    }
    // Lists come sorted by host more often than not, so most rows need no look-up.
    if (origin !== this.#lastOrigin) {
      this.#lastOrigin = origin;
      this.#lastHostId = this.#writer.addHost(origin);
      this.#hostIds.add(this.#lastHostId);
    }
    const rowId = this.#rows++;
    this.#writer.addRow(line, url, this.#lastHostId, this.#union.spread(extra));
    if (this.#sample.length < SAMPLE_COUNT) this.#sample.push(url);
    return rowId;
  }

  #mergeInto(line: number, whole: string, rowId: number, url: string): void {
    const reason = mergeReason(url, this.#writer.urlOf(rowId), this.#merge);
    this.#merged++;
    this.#mergedBy[reason] = (this.#mergedBy[reason] ?? 0) + 1;
    this.#writer.addMerged(line, whole.slice(0, DROPPED_TEXT_LENGTH), rowId, reason);
  }

  #reject(line: number, whole: string, reason: RejectReason): void {
    const text = whole.slice(0, DROPPED_TEXT_LENGTH);
    this.#firstRejected ??= { line, text, reason };
    this.#rejected++;
    this.#writer.addRejected(line, text, reason);
  }
}

function noValidUrl(rejected: number, first: DroppedText): AppError {
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
