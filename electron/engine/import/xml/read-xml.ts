/**
 * XML in pieces -> opening tags, text and closing tags, with limits. Nothing of a document type
 * is ever read: entities that a file defines for itself stay the text that they are, so that a
 * few hundred bytes cannot stand for gigabytes, and nothing is fetched.
 */
import { Parser } from 'htmlparser2';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { Pace } from '../pace.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** Names come without their prefix. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes): void;
  /** A text may come in several pieces. */
  text?(text: string): void;
  close?(name: string): void;
}

export interface XmlReading {
  readonly chunks: AsyncIterable<Uint8Array>;
  readonly decode: (bytes: Uint8Array) => string;
  readonly handler: XmlHandler;
  readonly fileName: string;
  readonly pace: Pace;
  /** Called after each piece, before the event loop runs. */
  readonly afterPiece?: () => Promise<void>;
  /** Asked after each piece; `true` ends the reading. */
  readonly isEnough?: () => boolean;
}

const PIECE_LENGTH = 64 * 1024;
const DEPTH_MAX = 64;
/** Of a tag or a comment: what the parser holds in memory until its end. */
const SILENT_LENGTH_MAX = 16 * 1024 * 1024;

/**
 * @returns Whether every tag was closed: `false` for a file that ends in its middle, and when enough was read.
 * @throws AppError `FILE_UNREADABLE`, and the reason of the pace's signal.
 */
export async function readXml(reading: XmlReading): Promise<boolean> {
  const { chunks, decode, handler, fileName, pace, afterPiece, isEnough } = reading;
  const parser = new LimitedParser(handler, fileName);
  for await (const chunk of chunks) {
    for (let from = 0; from < chunk.length; from += PIECE_LENGTH) {
      const text = decode(chunk.subarray(from, from + PIECE_LENGTH));
      parser.write(text);
      await afterPiece?.();
      if (isEnough?.() === true) return false;
      await pace.rest();
    }
  }
  const isWhole = parser.end();
  await afterPiece?.();
  return isWhole;
}

/** The beginning of a file. @throws AppError `FILE_UNREADABLE` */
export function readXmlSample(text: string, handler: XmlHandler, fileName: string): void {
  new LimitedParser(handler, fileName).write(text);
}

class LimitedParser {
  readonly #parser: Parser;
  readonly #fileName: string;
  #depth = 0;
  #silentLength = 0;
  #isEnding = false;
  #isWhole = true;

  constructor(handler: XmlHandler, fileName: string) {
    this.#fileName = fileName;
    this.#parser = new Parser(
      {
        onopentag: (name, attributes) => {
          this.#silentLength = 0;
          if (++this.#depth > DEPTH_MAX) throw notReadable(fileName, 'its elements are nested too deeply');
          handler.open(localName(name), attributes);
        },
        ontext: (text) => {
          this.#silentLength = 0;
          handler.text?.(text);
        },
        onclosetag: (name) => {
          this.#silentLength = 0;
          this.#depth--;
          // At the end the parser closes what is still open by itself.
          if (this.#isEnding) this.#isWhole = false;
          else handler.close?.(localName(name));
        },
      },
      { xmlMode: true, decodeEntities: true },
    );
  }

  write(text: string): void {
    this.#silentLength += text.length;
    this.#parser.write(text);
    if (this.#silentLength > SILENT_LENGTH_MAX) throw notReadable(this.#fileName, 'a tag in it does not end');
  }

  /** @returns Whether every tag was closed. */
  end(): boolean {
    this.#isEnding = true;
    this.#parser.end();
    return this.#isWhole;
  }
}

function localName(name: string): string {
  const colonAt = name.indexOf(':');
  return colonAt === -1 ? name : name.slice(colonAt + 1);
}

function notReadable(fileName: string, why: string): AppError {
  return new AppError(ErrorCode.FileUnreadable, `${fileName} cannot be read: ${why}.`, {
    advice: 'Get it again, or save it anew with the program that made it.',
  });
}
