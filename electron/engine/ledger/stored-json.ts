/** Reads JSON out of a run file, which somebody else may have edited: what is not ours is ignored. */
import type { StoredCell } from '../../../shared/recipe.ts';
import type { RedirectHop } from '../../../shared/rows.ts';
import type { SalvageReport } from '../../../shared/run.ts';

/** @returns The value, or `null` when `text` is no JSON. */
export function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @returns `null` when `text` is no array. */
export function parseCells(text: string | null): string[] | null {
  const value = parseJson(text);
  return Array.isArray(value) ? value.map(String) : null;
}

/** Cells of the recipe's columns. @returns `null` when `text` is no array; a cell that is none is empty. */
export function parseStoredCells(text: string | null): StoredCell[] | null {
  const value = parseJson(text);
  if (!Array.isArray(value)) return null;
  return value.map((cell: unknown) => {
    if (typeof cell === 'string') return cell;
    if (!Array.isArray(cell)) return null;
    const [normalised, original]: unknown[] = cell;
    return typeof normalised === 'string' && typeof original === 'string' ? [normalised, original] : null;
  });
}

/** Stored as an array of pairs, status and address. */
export function parseHops(text: string | null): RedirectHop[] {
  const value = parseJson(text);
  if (!Array.isArray(value)) return [];
  return value.flatMap((pair: unknown) => {
    if (!Array.isArray(pair)) return [];
    const [status, url]: unknown[] = pair;
    return typeof status === 'number' && typeof url === 'string' ? [{ status, url }] : [];
  });
}

/** @returns `null` when `text` is no report. */
export function parseSalvage(text: string | null): SalvageReport | null {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) return null;
  // Any object may be read like this; its values are checked one by one.
  const { fromPath, rows, rowsLost, settled, settledLost } = value as Record<string, unknown>;
  if (typeof fromPath !== 'string' || !isCount(rows) || !isCount(rowsLost)) return null;
  if (!isCount(settled) || !isCount(settledLost)) return null;
  return { fromPath, rows, rowsLost, settled, settledLost };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0;
}
