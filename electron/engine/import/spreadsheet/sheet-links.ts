/**
 * Addresses behind the cells of a sheet. They stand behind all cells in the file, so a sheet that
 * has some is read twice; whether it has can be seen from its relations, which are small.
 */
import { readPart, readRelations, withAnyPrefix, type PartReading } from './workbook.ts';

/** Excel itself allows 65,530 on a sheet. */
const LINKS_MAX = 200_000;
const CELLS_MAX = 10_000;

const NO_LINKS: ReadonlyMap<string, string> = new Map();

/** @returns By reference, such as `B12`. */
export async function readLinks(
  reading: PartReading,
  sheetPart: string,
): Promise<ReadonlyMap<string, string>> {
  const targets = new Map<string, string>();
  for (const { id, type, target } of await readRelations(reading, sheetPart))
    if (type === 'hyperlink') targets.set(id, target);
  if (targets.size === 0) return NO_LINKS;

  const links = new Map<string, string>();
  await readPart(reading, sheetPart, {
    open(name, attributes) {
      if (name !== 'hyperlink' || links.size >= LINKS_MAX) return;
      const target = targets.get(withAnyPrefix(attributes, 'id') ?? '');
      if (target === undefined) return;
      const place = attributes['location'];
      const address = place === undefined || place === '' ? target : `${target}#${place}`;
      for (const cell of cellsOf(attributes['ref'] ?? '')) links.set(cell, address);
    },
  });
  return links;
}

const RANGE = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/;

/** `B2`, or `B2:B9`: a link over several cells is nearly always over one column. */
function cellsOf(reference: string): readonly string[] {
  const match = RANGE.exec(reference);
  if (match === null) return [];
  const [, column, first, lastColumn, last] = match;
  if (lastColumn === undefined) return [reference];
  const count = Math.min(Number(last) - Number(first) + 1, CELLS_MAX);
  return Array.from({ length: Math.max(count, 1) }, (_, index) => `${column}${Number(first) + index}`);
}
