/**
 * The `--json` output: one object a line on standard output, for scripts. `progress`
 * lines come at most twice a second; `finished` is the last line of every run, after `phases`. Messages
 * for people go to standard error.
 */
import type { WireError } from '../../shared/errors.ts';
import type { FailureAlarm, PhaseSummary, ProgressBatch, RunTotals } from '../../shared/progress.ts';
import type { ExtractionProgress, ExtractionResult, FoundProductData } from '../../shared/recipe-work.ts';
import type { Forecast } from '../../shared/plan.ts';
import type { TextSink } from './output.ts';
import { pauseText, type RunPause } from './pause-text.ts';
import type {
  ComparisonReport,
  ExportReport,
  FinishReport,
  ImportReport,
  Notice,
  Reporter,
  TimesReport,
} from './reporter.ts';
import { errorText, nextStepLines, noticeText } from './summary.ts';

export const JSON_PROGRESS_INTERVAL_MS = 500;

export interface JsonOutputOptions {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** How the user started this program, for the commands it suggests. */
  readonly program: string;
}

export class JsonOutput implements Reporter {
  readonly wantsHostTimes = true;
  readonly #options: JsonOutputOptions;
  #lastProgressAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: JsonOutputOptions) {
    this.#options = options;
  }

  importing(): void {}

  imported({ summary, runPath }: ImportReport): void {
    const { name, lines, rows, merged, rejected, hosts } = summary;
    this.#write({ type: 'import', name, runFile: runPath, lines, rows, merged, rejected, hosts });
  }

  progress(batch: ProgressBatch): void {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#lastProgressAtMs < JSON_PROGRESS_INTERVAL_MS) return;
    this.#lastProgressAtMs = nowMs;
    this.#write({
      type: 'progress',
      elapsedMs: Math.round(batch.elapsedMs),
      ...totalFields(batch.totals),
      inFlight: batch.totals.inFlight,
      ratePerSec: tenths(batch.ratePerSec),
      ...forecastFields(batch.forecast),
      advice: batch.advice?.code ?? null,
      ...(batch.hold === null ? {} : { hold: batch.hold }),
    });
  }

  notice(notice: Notice): void {
    this.#write({ type: 'notice', ...notice });
    this.#options.stderr.write(noticeText(notice));
  }

  paused(pause: RunPause): void {
    const { reason, hosts, hostCount } = pause;
    this.#write({
      type: 'paused',
      cause: reason === null ? 'hosts' : 'failures',
      ...alarmFields(reason),
      hosts: hosts.map(({ origin, cause, alarm, pendingRows, sample }) => ({
        origin,
        cause,
        ...alarmFields(alarm),
        pendingRows,
        sample,
      })),
      hostCount,
    });
    this.#options.stderr.write(pauseText(pause));
  }

  exporting(): void {}

  exported({ result: { path, rows, bytes, remarks } }: ExportReport): void {
    const remarked = remarks.length === 0 ? {} : { remarks };
    this.#write({ type: 'exported', path, rows, bytes, ...remarked });
  }

  comparing(): void {}

  compared({ summary: { beforeName, afterName, counts, columns }, exported }: ComparisonReport): void {
    for (const result of exported) this.exported({ result, isWholeJob: false });
    this.#write({ type: 'compared', before: beforeName, after: afterName, counts, columns });
  }

  extracting({ pagesDone, pagesTotal, pagesPerSec }: ExtractionProgress): void {
    const nowMs = this.#options.nowMs();
    if (nowMs - this.#lastProgressAtMs < JSON_PROGRESS_INTERVAL_MS) return;
    this.#lastProgressAtMs = nowMs;
    this.#write({ type: 'extracting', pagesDone, pagesTotal, pagesPerSec: tenths(pagesPerSec) });
  }

  extracted({ elapsedMs, ...result }: ExtractionResult): void {
    this.#write({ type: 'extracted', elapsedMs: Math.round(elapsedMs), ...result });
  }

  proposed({ proposals, ...rest }: FoundProductData): void {
    this.#write({ type: 'proposed', ...rest, columns: proposals });
  }

  times({ phases, hosts }: TimesReport): void {
    this.#write({
      type: 'phases',
      phases: roundedTimes(phases),
      hosts: hosts.map((host) => ({ ...host, phases: roundedTimes(host.phases) })),
    });
  }

  finished({ totals, elapsedMs, isInterrupted, pause, robots, next }: FinishReport): void {
    this.#write({
      type: 'finished',
      elapsedMs: Math.round(elapsedMs),
      ...totalFields(totals),
      ...(robots === undefined || robots === null ? {} : { robots }),
    });
    // Without this the only trace of an interruption would be the exit status.
    if (isInterrupted || pause !== null)
      this.#options.stderr.write(nextStepLines(next, this.#options.program).join(''));
  }

  failed(error: WireError): void {
    this.#write({ type: 'error', code: error.code, message: error.message, advice: error.advice });
    this.#options.stderr.write(errorText(error));
  }

  #write(line: Readonly<Record<string, unknown>>): void {
    this.#options.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

/** Named one by one: a field that the engine adds to its totals must not change a documented line. */
function totalFields(totals: RunTotals): Readonly<Record<string, unknown>> {
  const { lines, rows, merged, rejected, ok, failed, skipped, pending, bytes, failures } = totals;
  // A run without columns has none, and its line is as it always was.
  const incomplete = totals.incomplete > 0 ? { incomplete: totals.incomplete } : {};
  return { lines, rows, merged, rejected, ok, failed, skipped, pending, bytes, failures, ...incomplete };
}

/** `null` while too little is known. */
function forecastFields(forecast: Forecast | null): Readonly<Record<string, unknown>> {
  return {
    etaMs: rounded(forecast?.endMs),
    etaLowMs: rounded(forecast?.endLowMs),
    etaHighMs: rounded(forecast?.endHighMs),
    lastHost: forecast?.lastHost?.origin ?? null,
  };
}

function rounded(timeMs: number | undefined): number | null {
  return timeMs === undefined ? null : Math.round(timeMs);
}

/** Tenths of a millisecond: percentiles come from a histogram and are not more exact than that. */
function roundedTimes(phases: PhaseSummary): PhaseSummary {
  return Object.fromEntries(
    Object.entries(phases).map(([name, { count, p50Ms, p95Ms, p99Ms }]) => [
      name,
      { count, p50Ms: tenths(p50Ms), p95Ms: tenths(p95Ms), p99Ms: tenths(p99Ms) },
    ]),
  );
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}

function alarmFields(alarm: FailureAlarm | null): Readonly<Record<string, unknown>> {
  return {
    code: alarm?.code ?? null,
    failedAnswers: alarm?.failedAnswers ?? null,
    answers: alarm?.answers ?? null,
  };
}
