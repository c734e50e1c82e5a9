/**
 * Records of a WARC 1.1 file (ISO 28500:2017), each as the bytes that become one gzip member.
 *
 * There are no request records: they would put the user's own header fields, cookies and tokens
 * among them, into a file that people hand on.
 */
import { createHash, randomUUID } from 'node:crypto';
import { base32 } from './base32.ts';

export interface RecordedAnswer {
  /** Where the answer came from. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly arrivedAtMs: number;
  /** Status line and header fields as received, without the empty line that ends them. */
  readonly head: Uint8Array;
  /** As received, but for the framing of chunks. */
  readonly body: Uint8Array;
  readonly address: string | null;
}

const CRLF = '\r\n';

export function warcInfoRecord(facts: { fileName: string; software: string; nowMs: number }): Buffer {
  const block = Buffer.from(
    [
      `software: ${facts.software}`,
      'format: WARC File Format 1.1',
      'conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/',
      '',
    ].join(CRLF),
  );
  return record(
    [
      ['WARC-Type', 'warcinfo'],
      ['WARC-Date', new Date(facts.nowMs).toISOString()],
      ['WARC-Filename', facts.fileName.replaceAll(/\p{Cc}/gu, '_')],
      ['Content-Type', 'application/warc-fields'],
      ['WARC-Block-Digest', digestOf(block)],
    ],
    [block],
  );
}

export function responseRecord({ url, arrivedAtMs, head, body, address }: RecordedAnswer): Buffer {
  const block = [unchunkedHead(head, body.length), Buffer.from(CRLF), body];
  return record(
    [
      ['WARC-Type', 'response'],
      ['WARC-Target-URI', targetOf(url)],
      ['WARC-Date', new Date(arrivedAtMs).toISOString()],
      ...(address === null ? [] : [['WARC-IP-Address', address] as const]),
      ['Content-Type', 'application/http;msgtype=response'],
      // Over the payload as it is stored here, which is what readers verify.
      ['WARC-Payload-Digest', digestOf(body)],
      ['WARC-Block-Digest', digestOf(...block)],
    ],
    block,
  );
}

/** A page of which only the page is known, and not how it was answered. */
export function resourceRecord(page: {
  readonly url: string;
  readonly contentType: string | null;
  readonly body: Uint8Array;
  /** Epoch milliseconds. */
  readonly arrivedAtMs: number;
}): Buffer {
  const { url, contentType, body, arrivedAtMs } = page;
  return record(
    [
      ['WARC-Type', 'resource'],
      ['WARC-Target-URI', targetOf(url)],
      ['WARC-Date', new Date(arrivedAtMs).toISOString()],
      ['Content-Type', contentType?.replaceAll(/\p{Cc}/gu, ' ') ?? 'application/octet-stream'],
      ['WARC-Block-Digest', digestOf(body)],
    ],
    [body],
  );
}

function record(fields: readonly (readonly [string, string])[], block: readonly Uint8Array[]): Buffer {
  const length = block.reduce((sum, part) => sum + part.length, 0);
  const lines = [
    'WARC/1.1',
    `WARC-Record-ID: <urn:uuid:${randomUUID()}>`,
    ...fields.map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${length}`,
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(lines.join(CRLF)), ...block, Buffer.from(CRLF + CRLF)]);
}

/**
 * Readers believe what the fields say about the body: chunks that are not there any more must not
 * be announced, and the length must be that of what follows. What the server said is kept under
 * the names that Common Crawl gave it.
 */
function unchunkedHead(head: Uint8Array, bodyBytes: number): Buffer {
  const [statusLine = '', ...fields] = Buffer.from(head).toString('latin1').split(CRLF);
  const lengths = fields.filter((field) => isNamed(field, 'content-length'));
  const isTrue = lengths.length === 1 && Number(lengths[0]!.slice('content-length:'.length)) === bodyBytes;
  const kept = fields
    .filter((field) => field !== '')
    .map((field) => {
      const isWrong = isNamed(field, 'transfer-encoding') || (!isTrue && isNamed(field, 'content-length'));
      return isWrong ? `X-Crawler-${field}` : field;
    });
  const own = isTrue ? [] : [`Content-Length: ${bodyBytes}`];
  return Buffer.from([statusLine, ...kept, ...own, ''].join(CRLF), 'latin1');
}

function isNamed(field: string, lowerCaseName: string): boolean {
  return field.slice(0, lowerCaseName.length + 1).toLowerCase() === `${lowerCaseName}:`;
}

/** A fragment never reaches a server; and a run file that somebody edited must not write fields here. */
function targetOf(url: string): string {
  const hash = url.indexOf('#');
  const sent = hash === -1 ? url : url.slice(0, hash);
  return sent.replaceAll(/[\s\p{Cc}]/gu, (found) => encodeURIComponent(found));
}

function digestOf(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return `sha1:${base32(hash.digest())}`;
}
