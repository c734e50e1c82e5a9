/**
 * Collects what is wanted of a page while it comes: its hash, its decoded bytes, or the answer as
 * it was received. Most runs want nothing, and then there is no capture.
 */
import { createHash, type Hash } from 'node:crypto';
import { ByteCollector } from './byte-collector.ts';

/** How much of a page is wanted; each has what the ones before it have. */
export type PageWish = 'nothing' | 'hash' | 'body' | 'record';

/** A page that came whole with a 2xx status, as far as it was wanted. Its memory is its own. */
export interface CapturedPage {
  /** Of the decoded body. */
  readonly sha256: Buffer;
  /** Decoded; `null` when only the hash was wanted. */
  readonly body: Buffer | null;
  readonly record: AnswerRecord | null;
}

/** The answer as it was received, but for the framing of chunks. */
export interface AnswerRecord {
  /** Status line and header fields, each with its line end, without the empty line that ends them. */
  readonly head: Buffer;
  /** As received: still encoded. The same buffer as the decoded one when there is no encoding. */
  readonly body: Buffer;
  /** Of the server; `null` behind a proxy. */
  readonly address: string | null;
}

export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn, as bytes. */
  readonly headers: readonly Buffer[];
  readonly isEncoded: boolean;
  readonly address: string | null;
}

export class PageCapture {
  readonly #hash: Hash = createHash('sha256');
  readonly #decoded: ByteCollector | null;
  readonly #wire: ByteCollector | null;
  readonly #head: Buffer | null;
  readonly #address: string | null;

  constructor(wish: Exclude<PageWish, 'nothing'>, answer: AnswerHead) {
    this.#decoded = wish === 'hash' ? null : new ByteCollector();
    this.#wire = wish === 'record' && answer.isEncoded ? new ByteCollector() : null;
    // Written out at once: the fields are views of what the socket brought.
    this.#head = wish === 'record' ? headOf(answer) : null;
    this.#address = answer.address;
  }

  takeWire(piece: Buffer): void {
    this.#wire?.push(piece);
  }

  takeDecoded(piece: Buffer): void {
    this.#hash.update(piece);
    this.#decoded?.push(piece);
  }

  finish(): CapturedPage {
    const body = this.#decoded?.whole() ?? null;
    const record =
      this.#head === null || body === null
        ? null
        : { head: this.#head, body: this.#wire?.whole() ?? body, address: this.#address };
    return { sha256: this.#hash.digest(), body, record };
  }
}

/** undici does not say which HTTP/1 it was; what we asked for was 1.1. */
function headOf({ status, statusText, headers }: AnswerHead): Buffer {
  const colon = Buffer.from(': ');
  const lineEnd = Buffer.from('\r\n');
  const parts: Buffer[] = [Buffer.from(`HTTP/1.1 ${status} ${statusText}\r\n`, 'latin1')];
  for (let index = 0; index + 1 < headers.length; index += 2)
    parts.push(headers[index]!, colon, headers[index + 1]!, lineEnd);
  return Buffer.concat(parts);
}
