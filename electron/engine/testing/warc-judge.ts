/** Reads a WARC file with software that is not ours, and holds its digests against what is in it. For tests only. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { WARCParser } from 'warcio';

export interface JudgedRecord {
  readonly type: string;
  readonly url: string | null;
  /** Of the file. */
  readonly place: number;
  readonly length: number;
  /** The page, decoded as its fields say. */
  readonly text: string;
  readonly status: number | null;
  /** Of the answer. */
  readonly fields: ReadonlyMap<string, string>;
  readonly warcFields: ReadonlyMap<string, string>;
}

/** @throws When the file is not one that warcio reads to its end, or a digest is wrong. */
export async function judgeWarc(path: string): Promise<JudgedRecord[]> {
  await checkDigests(path);
  const parser = new WARCParser(createReadStream(path));
  const records: JudgedRecord[] = [];
  for await (const record of parser) {
    const text = await record.contentText();
    records.push({
      type: record.warcType ?? '',
      url: record.warcTargetURI ?? null,
      place: parser.offset,
      length: parser.recordLength,
      text,
      status: record.httpHeaders === null ? null : Number(record.httpHeaders.statusCode),
      fields: lowerCased(record.httpHeaders?.headers ?? []),
      warcFields: lowerCased(record.warcHeaders.headers),
    });
  }
  return records;
}

async function checkDigests(path: string): Promise<void> {
  for await (const record of new WARCParser(createReadStream(path), { parseHttp: false })) {
    const block = Buffer.from(await record.readFully(false));
    const payload = block.subarray(block.indexOf('\r\n\r\n') + 4);
    const pairs = [
      [record.warcBlockDigest, block],
      [record.warcPayloadDigest, payload],
    ] as const;
    if (block.length !== record.warcContentLength) throw new Error('a record is shorter than it says');
    for (const [digest, bytes] of pairs) {
      if (digest === null || digest === undefined) continue;
      if (digest !== `sha1:${base32OfSha1(bytes)}`)
        throw new Error(`${digest} is not that of ${record.warcTargetURI}`);
    }
  }
}

/** By way of a big number, and not of the function that is judged. */
function base32OfSha1(bytes: Buffer): string {
  const number = BigInt(`0x${createHash('sha1').update(bytes).digest('hex')}`);
  const digits = number.toString(32).padStart(32, '0');
  return [...digits].map((digit) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(digit, 32)]).join('');
}

function lowerCased(fields: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  return new Map([...fields].map(([name, value]) => [name.toLowerCase(), value]));
}
