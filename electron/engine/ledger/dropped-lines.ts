/** Merged and rejected lines of a draft or a run file, in the order of the list. */
import { isMergeReason, type DroppedLine, type RejectReason } from '../../../shared/list-import.ts';
import { MetaKey } from './schema.ts';
import type { Database } from './sqlite.ts';
import { parseCells, parseJson } from './stored-json.ts';

/** A file of a list of several. */
export interface ListFile {
  readonly name: string;
  /** The id of the first dropped line that can be of it. */
  readonly firstDropped: number;
}

const LINES_PER_READ = 1000;

interface StoredLine {
  readonly id: number;
  readonly line: number;
  readonly text: string;
  readonly reason: string | null;
  readonly intoLine: number | null;
  readonly intoExtra: string | null;
}

export function readDropped(database: Database, from: number, count: number): DroppedLine[] {
  const describe = describer(database);
  const rows = database
    .prepare(`${SELECT} ORDER BY d.id LIMIT ? OFFSET ?`)
    // The columns are those of the SELECT.
    .all(count, from) as unknown as StoredLine[];
  return rows.map(describe);
}

/** Reads a page at a time, so that memory does not grow with their number. */
export function* eachDropped(database: Database): Generator<DroppedLine> {
  const describe = describer(database);
  const read = database.prepare(`${SELECT} WHERE d.id > ? ORDER BY d.id LIMIT ?`);
  for (let after = 0; ;) {
    // The columns are those of the SELECT.
    const rows = read.all(after, LINES_PER_READ) as unknown as StoredLine[];
    yield* rows.map(describe);
    if (rows.length < LINES_PER_READ) return;
    after = rows.at(-1)!.id;
  }
}

const SELECT = `SELECT d.id, d.line, d.text, d.reason, r.line AS intoLine, r.extra AS intoExtra
  FROM dropped_line d LEFT JOIN row r ON r.id = d.into_row`;

function describer(database: Database): (line: StoredLine) => DroppedLine {
  const files = readFiles(database);
  return ({ id, line, text, reason, intoLine, intoExtra }) => {
    const isMerged = reason === null || isMergeReason(reason);
    return {
      file: files.findLast(({ firstDropped }) => firstDropped <= id)?.name ?? null,
      line,
      text,
      kind: isMerged ? 'merged' : 'rejected',
      // What is no reason for merging is one for rejecting: nothing else is written.
      reason: isMerged ? null : (reason as RejectReason),
      mergeReason: isMerged ? reason : null,
      intoLine,
      // Of a list of several files the first cell is the file's name.
      intoFile: files.length === 0 ? null : (parseCells(intoExtra)?.[0] ?? null),
    };
  };
}

function readFiles(database: Database): readonly ListFile[] {
  const stored = database.prepare('SELECT value FROM meta WHERE key = ?').get(MetaKey.ListFiles);
  // The column is TEXT NOT NULL.
  const files = parseJson(stored === undefined ? null : (stored as { value: string }).value);
  return Array.isArray(files) ? files.filter(isListFile) : [];
}

function isListFile(value: unknown): value is ListFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    'name' in value &&
    typeof value.name === 'string' &&
    'firstDropped' in value &&
    typeof value.firstDropped === 'number'
  );
}
