/** The texts that a person reads before and after a run. */
import path from 'node:path';
import type { WireError } from '../../shared/errors.ts';
import { LIST_ENCODINGS } from '../../shared/list-choices.ts';
import { REJECT_REASONS } from '../../shared/list-import.ts';
import { isOutcomeCode, OUTCOMES } from '../../shared/outcome-codes.ts';
import type { PhaseSummary, RobotsFigures, RunTotals } from '../../shared/progress.ts';
import { incompleteWords } from '../../shared/incomplete-words.ts';
import { robotsWords } from '../../shared/robots-words.ts';
import { exportRemarkWords, type ExportResult } from '../../shared/export.ts';
import { formatBytes, formatDuration, formatCount, formatCountOf, formatRate } from '../../shared/format.ts';
import { printable } from './printable.ts';
import { quoteArgument } from './quote-argument.ts';
import type { FinishReport, ImportReport, NextStep, Notice } from './reporter.ts';

export interface SummaryStyle {
  readonly program: string;
  /** Paths inside it are shown relative to it. */
  readonly folder: string;
}

export function importText(
  { summary, runPath, firstRejected }: ImportReport,
  { folder }: SummaryStyle,
): string {
  const { name, lines, rows, merged, rejected, hosts } = summary;
  const column = summary.urlColumn === null ? '' : `, from the column "${summary.urlColumn}"`;
  const out = [
    `${name}: ${linesEquation(lines, rows, merged, rejected)}, on ${formatCountOf(hosts, 'host')}${column}`,
    `Run file: ${shownPath(runPath, folder)}`,
  ];
  out.push(...aboutList(summary));
  for (const { file, line, text, reason } of firstRejected) {
    const why = reason === null ? '' : `: ${REJECT_REASONS[reason]}`;
    const where = file === null ? '' : ` of ${printable(file)}`;
    out.push(`  rejected line ${formatCount(line)}${where}${why}: ${printable(text)}`);
  }
  const more = rejected - firstRejected.length;
  if (firstRejected.length > 0 && more > 0) out.push(`  and ${formatCount(more)} more rejected`);
  return `${out.join('\n')}\n`;
}

/** What was found out about a list, where somebody may want it otherwise. */
function aboutList({ sources, expanded, unexpanded, notices }: ImportReport['summary']): string[] {
  const out: string[] = [];
  for (const { name, encoding, sheet, sheets } of sources) {
    if (encoding !== null && encoding !== 'utf-8')
      out.push(`  ${printable(name)} was read as ${LIST_ENCODINGS[encoding]}; --encoding changes that`);
    if (sheet !== null && sheets.length > 1)
      out.push(
        `  ${printable(name)}: sheet "${printable(sheet)}" of ${sheets.length}; --sheet names another`,
      );
  }
  if (expanded.lines > 0)
    out.push(
      `  ${formatCountOf(expanded.lines, 'line')} with ranges became ${formatCountOf(expanded.addresses, 'line')}`,
    );
  if (unexpanded > 0)
    out.push(
      `  ${formatCountOf(unexpanded, 'line')} with ranges such as {1..9} taken as they stand; --ranges expands them`,
    );
  for (const { message, advice } of notices) out.push(`  ${printable(message)} ${advice}`);
  return out;
}

export function finishText(report: FinishReport, style: SummaryStyle): string {
  const { totals } = report;
  const out = ['', headline(report), '', ...equationLines(totals)];
  out.push(...failureLines(totals), '');
  if (totals.bytes > 0) out.push(`${formatBytes(totals.bytes)} of pages fetched`);
  out.push(...firstByteLines(report.phases), ...robotsLines(report.robots ?? null));
  out.push(`Run file: ${shownPath(report.runPath, style.folder)}`);
  for (const result of report.exported) out.push(exportText(result, style).trimEnd());
  return `${out.join('\n')}\n${nextStepLines(report.next, style.program).join('')}`;
}

/** The phase that tells most about the servers; the others are in the window and in `--json`. */
function firstByteLines(phases: PhaseSummary | null): string[] {
  const times = phases?.firstByte;
  if (times === undefined || times.count === 0) return [];
  const { p50Ms, p95Ms, p99Ms } = times;
  return [
    `First byte: p50 ${formatDuration(p50Ms)}, p95 ${formatDuration(p95Ms)}, p99 ${formatDuration(p99Ms)}`,
  ];
}

function robotsLines(robots: RobotsFigures | null): string[] {
  return robots === null ? [] : robotsWords(robots).map((line) => `robots.txt: ${line}`);
}

function headline({ totals, elapsedMs, settledRows, isInterrupted, pause }: FinishReport): string {
  if (pause !== null) return `Paused with ${formatCountOf(totals.pending, 'row')} left.`;
  if (isInterrupted) return `Interrupted with ${formatCountOf(totals.pending, 'row')} left.`;
  if (totals.pending > 0) return `${formatCountOf(totals.pending, 'row')} left.`;
  const misses = totals.failed === 0 ? '' : ` ${formatCountOf(totals.failed, 'row')} failed.`;
  if (settledRows === 0) return `Finished.${misses}`;
  const rate = formatRate((settledRows * 1000) / Math.max(1, elapsedMs));
  return `Finished in ${formatDuration(elapsedMs)}, ${rate} rows a second.${misses}`;
}

/** Both halves of the ledger equation, so that everybody can add them up. */
function equationLines(totals: RunTotals): string[] {
  const { lines, rows, merged, rejected, ok, failed, skipped, pending, incomplete } = totals;
  return [
    `  ${linesEquation(lines, rows, merged, rejected)}`,
    `  ${formatCountOf(rows, 'row')} = ${formatCount(ok)} ok + ${formatCount(failed)} failed + ` +
      `${formatCount(skipped)} skipped + ${formatCount(pending)} pending`,
    ...(incomplete === 0 ? [] : [`  ${incompleteWords(totals)} (--only incomplete exports them)`]),
  ];
}

function linesEquation(lines: number, rows: number, merged: number, rejected: number): string {
  return (
    `${formatCountOf(lines, 'line')} = ${formatCountOf(rows, 'row')} + ` +
    `${formatCount(merged)} merged + ${formatCount(rejected)} rejected`
  );
}

function failureLines({ failures }: RunTotals): string[] {
  const counts = Object.entries(failures).filter(([, count]) => count > 0);
  if (counts.length === 0) return [];
  counts.sort(([, left], [, right]) => right - left);
  const countWidth = Math.max(...counts.map(([, count]) => formatCount(count).length));
  const codeWidth = Math.max(...counts.map(([code]) => code.length));
  return [
    '',
    'Failed:',
    ...counts.map(([code, count]) => {
      const cause = isOutcomeCode(code) ? OUTCOMES[code].cause : '';
      return `  ${formatCount(count).padStart(countWidth)}  ${code.padEnd(codeWidth)}  ${cause}`.trimEnd();
    }),
  ];
}

export function exportText(result: ExportResult, { folder }: SummaryStyle): string {
  const { path: file, rows, bytes, remarks } = result;
  const line = `Export:   ${shownPath(file, folder)} (${formatCountOf(rows, 'row')}, ${formatBytes(bytes)})\n`;
  return line + remarks.map((remark) => `          ${exportRemarkWords(remark)}\n`).join('');
}

export function nextStepLines(next: readonly NextStep[], program: string): string[] {
  return next.map(({ purpose, words }) => `${purpose}: ${commandText(program, words)}\n`);
}

/** A command as it can be typed. */
export function commandText(program: string, words: readonly string[]): string {
  return [program, ...words.map(quoteArgument)].join(' ');
}

export function noticeText({ message, advice }: Notice): string {
  return `gleaner: ${message}${advice === '' ? '' : ` ${advice}`}\n`;
}

export function errorText({ message, advice }: WireError): string {
  return `gleaner: ${message}\n${advice === '' ? '' : `${advice}\n`}`;
}

/** @returns The path relative to `folder` when it is inside it. */
export function shownPath(file: string, folder: string): string {
  const relative = path.relative(folder, file);
  return relative === '' || relative.startsWith('..') || path.isAbsolute(relative) ? file : relative;
}
