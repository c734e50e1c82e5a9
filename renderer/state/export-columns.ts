/** Which columns an export has and in which order: what was chosen last, applied to what this run offers. */
import type { ExportColumn } from '../../shared/export.ts';
import type { ExportChoices } from '../../shared/ipc/contract.ts';

export interface ColumnChoice extends ExportColumn {
  readonly isChosen: boolean;
}

/**
 * Columns that were there the last time stand as they stood then; those that are new are chosen
 * and follow the one that they follow by themselves, so that nothing is left out unseen.
 */
export function applyRemembered(
  available: readonly ExportColumn[],
  remembered: ExportChoices['columns'],
): ColumnChoice[] {
  const offered = available.filter(({ kind }) => kind !== 'original');
  const byName = new Map(offered.map((column) => [column.name, column]));
  const choices: ColumnChoice[] = [];
  for (const { name, isChosen } of remembered) {
    const column = byName.get(name);
    if (column === undefined || choices.some((one) => one.name === name)) continue;
    choices.push({ ...column, isChosen });
  }
  for (const [index, column] of offered.entries()) {
    if (choices.some(({ name }) => name === column.name)) continue;
    const before = offered[index - 1];
    const at = before === undefined ? 0 : choices.findIndex(({ name }) => name === before.name) + 1;
    choices.splice(at, 0, { ...column, isChosen: true });
  }
  return choices;
}

/** Puts the column at `from` to where `to` is now. */
export function moveColumn(
  columns: readonly ColumnChoice[],
  from: number,
  to: number,
): readonly ColumnChoice[] {
  const moved = columns[from];
  const place = Math.min(columns.length - 1, Math.max(0, to));
  if (moved === undefined || place === from) return columns;
  return columns.toSpliced(from, 1).toSpliced(place, 0, moved);
}
