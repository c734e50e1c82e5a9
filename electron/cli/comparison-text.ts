/** What a person reads of a comparison. */
import { CHANGE_NAMES, CHANGE_KINDS, type ComparedRow } from '../../shared/comparison.ts';
import { formatCount, formatCountOf } from '../../shared/format.ts';
import { printable } from './printable.ts';
import type { ComparisonReport } from './reporter.ts';
import { exportText, type SummaryStyle } from './summary.ts';

/** Longer values say little on a terminal. */
const VALUE_MAX = 60;

export function comparisonText(report: ComparisonReport, style: SummaryStyle): string {
  const { summary, rows, count, exported } = report;
  const width = Math.max(...CHANGE_KINDS.map((kind) => formatCount(summary.counts[kind]).length));
  const out = [
    `${printable(summary.beforeName)} and then ${printable(summary.afterName)}`,
    ...CHANGE_KINDS.map(
      (kind) => `  ${formatCount(summary.counts[kind]).padStart(width)} ${CHANGE_NAMES[kind].toLowerCase()}`,
    ),
  ];
  const changed = summary.columns.filter((column) => column.changed > 0);
  if (changed.length > 0) {
    const words = changed.map(({ name, changed: times }) => `${printable(name)} in ${formatCount(times)}`);
    out.push(`Changed: ${words.join(', ')}`);
  }
  if (rows.length > 0) out.push('', ...rows.flatMap(rowLines));
  if (count > rows.length)
    out.push(`and ${formatCountOf(count - rows.length, 'more row')}; --export writes all of them`);
  if (exported.length > 0) out.push('', ...exported.map((result) => exportText(result, style).trimEnd()));
  return `${out.join('\n')}\n`;
}

function rowLines({ url, kind, changes }: ComparedRow): string[] {
  return [
    `${CHANGE_NAMES[kind]}: ${printable(url)}`,
    ...changes.map(
      ({ column, from, to }) => `  ${printable(column)}: ${valueText(from)} -> ${valueText(to)}`,
    ),
  ];
}

function valueText(value: string | null): string {
  if (value === null) return '(nothing)';
  return printable(value.length > VALUE_MAX ? `${value.slice(0, VALUE_MAX)}…` : value);
}
