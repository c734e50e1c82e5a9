/** Records of one leaf page of a SQLite file. What does not add up is passed over. */
import type { PageSource } from './page-source.ts';

export type Value = number | string | null;

export interface LeafRecord {
  /** 0 in an index or a table without row ids. */
  readonly id: number;
  readonly values: readonly Value[];
}

const TABLE_LEAF = 0x0d;
const INDEX_LEAF = 0x0a;
const PAGE_HEADER_LENGTH = 8;
/** The file header stands before the first page's own. */
const FILE_HEADER_LENGTH = 100;
/** Far above any record of ours; keeps a wrong length from being believed. */
const PAYLOAD_MAX = 64 * 1024 * 1024;

/** @returns The records that can be read whole, in the order of their keys. */
export function readLeaf(source: PageSource, pageNumber: number): LeafRecord[] {
  const page = source.page(pageNumber);
  if (page === null) return [];
  const start = pageNumber === 1 ? FILE_HEADER_LENGTH : 0;
  const type = page[start];
  if (type !== TABLE_LEAF && type !== INDEX_LEAF) return [];
  const cells = page.readUInt16BE(start + 3);
  const pointersAt = start + PAGE_HEADER_LENGTH;
  if (pointersAt + 2 * cells > page.length) return [];
  const records: LeafRecord[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const at = page.readUInt16BE(pointersAt + 2 * cell);
    const record = at < pointersAt ? null : readCell(source, page, at, type === TABLE_LEAF);
    if (record !== null) records.push(record);
  }
  return records;
}

function readCell(source: PageSource, page: Buffer, at: number, isTable: boolean): LeafRecord | null {
  const cursor = { at };
  const length = readVarint(page, cursor);
  const id = isTable ? readVarint(page, cursor) : 0;
  if (length === null || id === null || length > Math.min(PAYLOAD_MAX, source.byteLength)) return null;
  const payload = readPayload(source, page, cursor.at, length, isTable);
  const values = payload === null ? null : readRecord(payload);
  return values === null ? null : { id, values };
}

function readPayload(
  source: PageSource,
  page: Buffer,
  at: number,
  length: number,
  isTable: boolean,
): Buffer | null {
  const usable = source.pageSize;
  const most = isTable ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (length <= most) return at + length <= page.length ? page.subarray(at, at + length) : null;

  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = least + ((length - least) % (usable - 4));
  const local = fitting <= most ? fitting : least;
  if (at + local + 4 > page.length) return null;
  const parts = [page.subarray(at, at + local)];
  let missing = length - local;
  let next = page.readUInt32BE(at + local);
  // Each page brings some of what is missing, so a chain that runs in a circle ends as well.
  while (missing > 0) {
    const overflow = source.page(next);
    if (overflow === null) return null;
    const part = overflow.subarray(4, 4 + Math.min(missing, usable - 4));
    parts.push(part);
    missing -= part.length;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** @returns `null` unless header and values fill the payload to the byte. */
function readRecord(payload: Buffer): Value[] | null {
  const cursor = { at: 0 };
  const headerLength = readVarint(payload, cursor);
  if (headerLength === null || headerLength > payload.length) return null;
  const types: number[] = [];
  while (cursor.at < headerLength) {
    const type = readVarint(payload, cursor);
    if (type === null) return null;
    types.push(type);
  }
  if (cursor.at !== headerLength) return null;
  let at = headerLength;
  const values: Value[] = [];
  for (const type of types) {
    const length = lengthOf(type);
    if (length === null || at + length > payload.length) return null;
    const value = valueOf(payload, at, type, length);
    if (value === undefined) return null;
    values.push(value);
    at += length;
  }
  return at === payload.length ? values : null;
}

/** Bytes that a value of a serial type takes; `null` for types that a run file never has. */
function lengthOf(type: number): number | null {
  if (type <= 4) return type;
  if (type === 5) return 6;
  if (type === 6) return 8;
  if (type === 8 || type === 9) return 0;
  return type >= 13 && type % 2 === 1 ? (type - 13) / 2 : null;
}

function valueOf(payload: Buffer, at: number, type: number, length: number): Value | undefined {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= 13) return payload.toString('utf8', at, at + length);
  if (length <= 6) return payload.readIntBE(at, length);
  const wide = Number(payload.readBigInt64BE(at));
  return Number.isSafeInteger(wide) ? wide : undefined;
}

/** Up to nine bytes, seven bits each. @returns `null` at the end, and for what is no safe integer of 0 or more. */
function readVarint(bytes: Buffer, cursor: { at: number }): number | null {
  let value = 0;
  for (let count = 0; count < 8; count++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) return null;
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return Number.isSafeInteger(value) ? value : null;
  }
  // Nine bytes are negative numbers or beyond any of ours.
  return null;
}
