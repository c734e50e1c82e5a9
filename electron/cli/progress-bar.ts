/**
 * Tells a person what happens, on standard error. On a terminal one line is drawn again
 * in place; into a file or a pipe a plain line goes every few seconds.
 */
import type { ComparisonProgress } from '../../shared/comparison.ts';
import type { ExtractionProgress, ExtractionResult, FoundProductData } from '../../shared/recipe-work.ts';
import { extractedText, extractingText, proposedText } from './extract-text.ts';
import type { WireError } from '../../shared/errors.ts';
import type { ImportProgress } from '../../shared/list-import.ts';
import type { ProgressBatch } from '../../shared/progress.ts';
import type { ExportProgress } from '../../shared/export.ts';
import { formatCount } from '../../shared/format.ts';
import { comparisonText } from './comparison-text.ts';
import type { TextSink } from './output.ts';
import { progressLine, progressSentence } from './progress-line.ts';
import { pauseText, type RunPause } from './pause-text.ts';
import type {
  ComparisonReport,
  ExportReport,
  FinishReport,
  ImportReport,
  Notice,
  Reporter,
} from './reporter.ts';
import { errorText, exportText, finishText, importText, noticeText, type SummaryStyle } from './summary.ts';

export const REDRAW_INTERVAL_MS = 100;
export const PLAIN_INTERVAL_MS = 5000;
/** Back to the first column, and clear what the line held before. */
const LINE_START = '\r\u{1b}[K';

export interface ProgressBarOptions {
  readonly stderr: TextSink;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  readonly isUnicode: boolean;
  readonly style: SummaryStyle;
}

export class ProgressBar implements Reporter {
  readonly wantsHostTimes = false;
  readonly #options: ProgressBarOptions;
  #lastShownAtMs: number;
  #isLineOpen = false;

  constructor(options: ProgressBarOptions) {
    this.#options = options;
    // A log gets its first line after one interval: a short run needs only the summary.
    this.#lastShownAtMs = options.stderr.isTerminal ? Number.NEGATIVE_INFINITY : options.nowMs();
  }

  importing({ lines, bytesRead, bytesTotal }: ImportProgress): void {
    const share =
      bytesTotal === null || bytesTotal === 0 ? '' : ` (${Math.floor((bytesRead / bytesTotal) * 100)}%)`;
    this.#show(() => `Reading the list: ${formatCount(lines)} lines${share}`);
  }

  imported(report: ImportReport): void {
    this.#say(importText(report, this.#options.style));
  }

  progress(batch: ProgressBatch): void {
    const { stderr, isUnicode } = this.#options;
    this.#show(() =>
      stderr.isTerminal
        ? progressLine(batch, { columns: stderr.columns, isUnicode })
        : progressSentence(batch),
    );
  }

  notice(notice: Notice): void {
    this.#say(noticeText(notice));
  }

  paused(pause: RunPause): void {
    this.#say(pauseText(pause));
  }

  exporting({ rowsDone, rowsTotal }: ExportProgress): void {
    this.#show(() => `Exporting: ${formatCount(rowsDone)} of ${formatCount(rowsTotal)} rows`);
  }

  exported({ result, isWholeJob }: ExportReport): void {
    this.#say(isWholeJob ? exportText(result, this.#options.style) : '');
  }

  comparing({ rowsDone, rowsTotal }: ComparisonProgress): void {
    this.#show(() => `Comparing: ${formatCount(rowsDone)} of ${formatCount(rowsTotal)} rows`);
  }

  compared(report: ComparisonReport): void {
    this.#say(comparisonText(report, this.#options.style));
  }

  extracting(progress: ExtractionProgress): void {
    this.#show(() => extractingText(progress));
  }

  extracted(result: ExtractionResult): void {
    this.#say(extractedText(result));
  }

  proposed(found: FoundProductData): void {
    this.#say(proposedText(found));
  }

  /** The summary has a line of them. */
  times(): void {}

  finished(report: FinishReport): void {
    this.#say(finishText(report, this.#options.style));
  }

  failed(error: WireError): void {
    this.#say(errorText(error));
  }

  #show(text: () => string): void {
    const { stderr, nowMs } = this.#options;
    const intervalMs = stderr.isTerminal ? REDRAW_INTERVAL_MS : PLAIN_INTERVAL_MS;
    const now = nowMs();
    if (now - this.#lastShownAtMs < intervalMs) return;
    this.#lastShownAtMs = now;
    if (!stderr.isTerminal) {
      stderr.write(`${text()}\n`);
      return;
    }
    stderr.write(LINE_START + text().slice(0, Math.max(0, stderr.columns - 1)));
    this.#isLineOpen = true;
  }

  /** Writes whole lines; an open progress line makes room first. */
  #say(text: string): void {
    this.#options.stderr.write((this.#isLineOpen ? LINE_START : '') + text);
    this.#isLineOpen = false;
    this.#lastShownAtMs = this.#options.stderr.isTerminal ? Number.NEGATIVE_INFINITY : this.#options.nowMs();
  }
}
