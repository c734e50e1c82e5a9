/** What is said about pages that came, and had not what they should have. */
import { formatCount, formatCountOf } from './format.ts';
import type { RunTotals } from './progress.ts';

/** `33 of 100 pages are incomplete: a required column found nothing` */
export function incompleteWords({ ok, incomplete }: Pick<RunTotals, 'ok' | 'incomplete'>): string {
  const verb = incomplete === 1 ? 'is' : 'are';
  return `${formatCount(incomplete)} of ${formatCountOf(ok, 'page')} ${verb} incomplete: a required column found nothing`;
}
