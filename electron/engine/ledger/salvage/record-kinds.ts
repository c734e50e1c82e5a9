/**
 * Tells from its values which table of a run file a record belongs to: where a page stood in its
 * table cannot be told when the pages above it are gone. The tables are different enough.
 */
import { isMergeReason } from '../../../../shared/list-import.ts';
import { OUTCOME_CODES } from '../../../../shared/outcome-codes.ts';
import { MetaKey } from '../schema.ts';
import type { LeafRecord, Value } from './leaf-page.ts';

export const RECORD_KINDS = [
  'row',
  'droppedLine',
  'attempt',
  'settlement',
  'round',
  'earlierAttempts',
  'meta',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Columns of `attempt` with its id, in version 1 and now. */
const ATTEMPT_LENGTHS = [18, 19];
const META_KEYS: ReadonlySet<Value> = new Set(Object.values(MetaKey));

/** @returns `null` for what belongs to no table of ours, or could not have been written by us. */
export function kindOf({ id, values }: LeafRecord): RecordKind | null {
  // A table without row ids.
  if (values.length === 2 && META_KEYS.has(values[0]!)) return isText(values[1]) ? 'meta' : null;
  // The id of a row stands in its key, and nothing in its place.
  if (values[0] !== null || values.length < 2) return null;
  const [, first, second, third, fourth] = values;
  if (values.length === 2) return isCount(first) ? 'earlierAttempts' : null;
  if (values.length === 3) return isCode(first) && (second === null || isCount(second)) ? 'settlement' : null;
  if (values.length === 4)
    return isCount(first) && isCount(second) && isText(third) && id > 0 ? 'round' : null;
  if (values.length === 5) {
    if (!isCount(first) || !isText(second)) return null;
    if (isCount(third) && (fourth === null || isText(fourth))) return isStoredUrl(second) ? 'row' : null;
    // A merged line has a row, and since there are rules for merging, mostly a reason as well.
    if (isText(third)) return fourth === null || isMergeReason(third) ? 'droppedLine' : null;
    return third === null && isCount(fourth) ? 'droppedLine' : null;
  }
  return ATTEMPT_LENGTHS.includes(values.length) && isAttempt(values) ? 'attempt' : null;
}

function isAttempt(values: readonly Value[]): boolean {
  const [, rowId, round, code, startedAtMs, durationMs, status, bytes, ...rest] = values;
  const [contentType, finalUrl, hops, error, title, ...phases] = rest;
  return (
    [rowId, round, startedAtMs].every(isCount) &&
    isCode(code) &&
    // -1 is what is not known.
    [durationMs, bytes].every((value) => value === -1 || isCount(value)) &&
    (status === null || isCount(status)) &&
    [contentType, finalUrl, hops, error, title].every((value) => value === null || isText(value)) &&
    phases.every((value) => value === null || isCount(value))
  );
}

/** A URL stands in a run file as the WHATWG serialises it, so garbage in it shows. */
function isStoredUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text)) return false;
  try {
    return new URL(text).href === text;
  } catch {
    return false;
  }
}

function isCode(value: Value | undefined): value is number {
  return isCount(value) && value < OUTCOME_CODES.length;
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string';
}
