/** What the command line says about columns. */
import { formatCount, formatCountOf } from '../../shared/format.ts';
import type { ExtractionProgress, ExtractionResult, FoundProductData } from '../../shared/recipe-work.ts';
import { printable } from './printable.ts';

export function extractingText({ pagesDone, pagesTotal, pagesPerSec }: ExtractionProgress): string {
  return `Extracting: ${formatCount(pagesDone)} of ${formatCount(pagesTotal)} pages, ${formatCount(Math.round(pagesPerSec))}/s`;
}

export function extractedText(result: ExtractionResult): string {
  const { pages, withoutPage, incomplete, problems, found, elapsedMs } = result;
  const perSec = elapsedMs > 0 ? Math.round((pages * 1000) / elapsedMs) : pages;
  const width = Math.max(...found.map(({ name }) => name.length), 0);
  const lines = [
    `Extracted from ${formatCountOf(pages, 'page')} without a request, ${formatCount(perSec)} a second.`,
    ...found.map(
      (one) => `  ${printable(one.name).padEnd(width)}  ${formatCount(one.pages)} of ${formatCount(pages)}`,
    ),
    `${formatCountOf(incomplete, 'row')} ok but incomplete${problems > 0 ? `, ${formatCount(problems)} of them with a problem` : ''}.`,
  ];
  if (withoutPage > 0)
    lines.push(`${formatCountOf(withoutPage, 'row')} ok without a kept page: run with --keep to have them.`);
  return `${lines.join('\n')}\n`;
}

export function proposedText({ proposals, pages, problems }: FoundProductData): string {
  const lines = proposals.map(({ column, found, from, isGuess, example }) => {
    const where = isGuess ? 'a guess' : from.map(({ offer }) => offer).join(', ');
    const shown = typeof example === 'string' ? example : (example?.[0] ?? '');
    return `  ${column.name.padEnd(12)}  ${found}/${pages}  ${where.padEnd(10)}  ${printable(shown).slice(0, 60)}`;
  });
  if (problems.length > 0)
    lines.push(`${formatCountOf(problems.length, 'page')} could not be read: ${problems[0] ?? ''}`);
  return `Looked at ${formatCountOf(pages, 'page')}.\n${lines.join('\n')}\n`;
}
