/** Reads JSON out of a run file, which somebody else may have edited: what is not ours is ignored. */
import type { RedirectHop } from '../../../shared/rows.ts';

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
