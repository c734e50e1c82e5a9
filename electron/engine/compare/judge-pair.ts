/** Decides what has become of one address from the earlier run to the later one. */
import type { ChangeKind, ColumnChange, ComparedRow } from '../../../shared/comparison.ts';
import type { RunPage } from './run-pages.ts';

/** A column of both runs: its place in the cells of each. */
export interface SharedColumn {
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

export function sharedColumns(before: readonly string[], after: readonly string[]): SharedColumn[] {
  return after.flatMap((name, index) => {
    const place = before.indexOf(name);
    return place === -1 ? [] : [{ name, before: place, after: index }];
  });
}

/** At least one of the two is there. */
export function judgePair(
  before: RunPage | null,
  after: RunPage | null,
  columns: readonly SharedColumn[],
): ComparedRow {
  const changes = columnChanges(before, after, columns);
  const isContentChanged = contentChange(before, after);
  return {
    url: (after ?? before)?.url ?? '',
    kind: kindOf(before, after, changes, isContentChanged),
    lineBefore: before?.line ?? null,
    lineAfter: after?.line ?? null,
    outcomeBefore: before?.outcome ?? null,
    outcomeAfter: after?.outcome ?? null,
    changes: changes ?? [],
    isContentChanged,
  };
}

function kindOf(
  before: RunPage | null,
  after: RunPage | null,
  changes: readonly ColumnChange[] | null,
  isContentChanged: boolean | null,
): ChangeKind {
  if (before === null) return 'new';
  if (after === null) return 'gone';
  const wasOk = before.outcome === 'ok';
  if (after.outcome === 'ok' && !wasOk) return before.outcome === 'http.not_found' ? 'new' : 'unknown';
  if (after.outcome !== 'ok') return wasOk && after.outcome === 'http.not_found' ? 'gone' : 'unknown';
  if (changes !== null && changes.length > 0) return 'changed';
  if (isContentChanged === true) return changes === null ? 'changed' : 'content';
  // Columns that agree are enough: nobody kept a hash, but what was looked for is as it was.
  return changes !== null || isContentChanged === false ? 'same' : 'unknown';
}

/** @returns `null` when there is no column to compare. */
function columnChanges(
  before: RunPage | null,
  after: RunPage | null,
  columns: readonly SharedColumn[],
): readonly ColumnChange[] | null {
  const from = before?.cells ?? null;
  const to = after?.cells ?? null;
  if (from === null || to === null || columns.length === 0) return null;
  return columns.flatMap((column) => {
    const was = from[column.before] ?? null;
    const is = to[column.after] ?? null;
    return was === is ? [] : [{ column: column.name, from: was, to: is }];
  });
}

function contentChange(before: RunPage | null, after: RunPage | null): boolean | null {
  const from = before?.sha256 ?? null;
  const to = after?.sha256 ?? null;
  if (from === null || to === null) return null;
  return Buffer.compare(from, to) !== 0;
}
