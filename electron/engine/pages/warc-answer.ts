/** Takes a response record apart again: the page as it reads. Hostile input: the file may not be ours. */
import { gunzipSync } from 'node:zlib';
import { decodeSync, parseCodings } from '../fetch/codings.ts';

const END_OF_FIELDS = Buffer.from('\r\n\r\n');

/**
 * @param member One gzip member with one response record.
 * @param maxBytes Cap on what comes out, for the record and for the page.
 * @returns The decoded page; `null` when it cannot be read.
 */
export function pageOfMember(member: Buffer, maxBytes: number): Buffer | null {
  try {
    const record = gunzipSync(member, { maxOutputLength: maxBytes });
    const block = afterFields(record);
    const length = Number(fieldOf(record, 'content-length'));
    if (block === null || !Number.isSafeInteger(length) || block.length < length) return null;
    const answer = block.subarray(0, length);
    const body = afterFields(answer);
    return body === null ? null : decoded(body, fieldOf(answer, 'content-encoding'), maxBytes);
  } catch {
    return null;
  }
}

function decoded(body: Buffer, contentEncoding: string | null, maxBytes: number): Buffer | null {
  const codings = parseCodings(contentEncoding);
  if (codings === null) return null;
  // An empty body has nothing to undo, whatever is said about it.
  if (body.length === 0) return body;
  let bytes = body;
  for (const coding of codings) bytes = decodeSync(coding, bytes, maxBytes);
  return bytes;
}

function afterFields(bytes: Buffer): Buffer | null {
  const end = bytes.indexOf(END_OF_FIELDS);
  return end === -1 ? null : bytes.subarray(end + END_OF_FIELDS.length);
}

/** Several fields of one name are joined by commas. */
function fieldOf(bytes: Buffer, lowerCaseName: string): string | null {
  const fields = bytes.subarray(0, bytes.indexOf(END_OF_FIELDS)).toString('latin1').split('\r\n').slice(1);
  const values = fields
    .filter((field) => field.slice(0, lowerCaseName.length + 1).toLowerCase() === `${lowerCaseName}:`)
    .map((field) => field.slice(lowerCaseName.length + 1).trim());
  return values.length === 0 ? null : values.join(', ');
}
