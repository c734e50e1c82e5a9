/** A write-ahead log as SQLite would replay it: everything up to the last whole commit. */
import { fstatSync, readSync } from 'node:fs';

const HEADER_LENGTH = 32;
const FRAME_HEADER_LENGTH = 24;
/** The lowest bit says how the checksums count. */
const MAGIC = 0x377f0682;

/** @returns `null` when the log has no header that makes sense. */
export function logPageSize(log: number): number | null {
  return readHeader(log)?.pageSize ?? null;
}

/** @returns Where in the log each page stands, by page number. Empty for a log of another page size. */
export function committedPages(log: number, pageSize: number): ReadonlyMap<number, number> {
  const committed = new Map<number, number>();
  const header = readHeader(log);
  if (header === null || header.pageSize !== pageSize) return committed;
  const { isBigEndian, salts } = header;
  let sums = header.sums;
  let uncommitted = new Map<number, number>();
  const frame = Buffer.alloc(FRAME_HEADER_LENGTH + pageSize);
  const end = fstatSync(log).size - frame.length;
  for (let at = HEADER_LENGTH; at <= end; at += frame.length) {
    if (readSync(log, frame, 0, frame.length, at) !== frame.length) break;
    // Frames of an earlier use of the log have other salts.
    if (!frame.subarray(8, 16).equals(salts)) break;
    sums = checksum(frame.subarray(0, 8), isBigEndian, sums);
    sums = checksum(frame.subarray(FRAME_HEADER_LENGTH), isBigEndian, sums);
    if (sums[0] !== frame.readUInt32BE(16) || sums[1] !== frame.readUInt32BE(20)) break;
    uncommitted.set(frame.readUInt32BE(0), at + FRAME_HEADER_LENGTH);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, offset] of uncommitted) committed.set(page, offset);
    uncommitted = new Map();
  }
  return committed;
}

type Sums = readonly [number, number];

interface LogHeader {
  readonly pageSize: number;
  readonly isBigEndian: boolean;
  readonly salts: Buffer;
  readonly sums: Sums;
}

function readHeader(log: number): LogHeader | null {
  const header = Buffer.alloc(HEADER_LENGTH);
  if (readSync(log, header, 0, HEADER_LENGTH, 0) !== HEADER_LENGTH) return null;
  const magic = header.readUInt32BE(0);
  if ((magic & ~1) >>> 0 !== MAGIC) return null;
  const isBigEndian = (magic & 1) === 1;
  const sums = checksum(header.subarray(0, 24), isBigEndian, [0, 0]);
  if (sums[0] !== header.readUInt32BE(24) || sums[1] !== header.readUInt32BE(28)) return null;
  return { pageSize: header.readUInt32BE(8), isBigEndian, salts: header.subarray(16, 24), sums };
}

function checksum(bytes: Buffer, isBigEndian: boolean, [first, second]: Sums): Sums {
  let a = first;
  let b = second;
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + b) >>> 0;
    b = (b + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + a) >>> 0;
  }
  return [a, b];
}
