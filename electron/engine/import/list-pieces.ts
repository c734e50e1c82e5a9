/** Takes a list through a decoder into a reader, piece by piece; pieces are cut small, however the bytes arrive. */
import type { ListSource } from './list-source.ts';
import type { Pace } from './pace.ts';
import type { ListDecoder } from './text-decoder.ts';

export interface PieceReader {
  push(text: string): void;
  /** There is no more. */
  end(): void;
}

export interface PieceReading {
  readonly source: ListSource;
  readonly decoder: ListDecoder;
  readonly reader: PieceReader;
  readonly pace: Pace;
  /** Called after each piece, before the event loop runs. */
  readonly afterPiece?: () => Promise<void>;
}

const PIECE_LENGTH = 64 * 1024;

/** @throws The reason of the pace's signal, and what the source and the reader throw. */
export async function readPieces({ source, decoder, reader, pace, afterPiece }: PieceReading): Promise<void> {
  for await (const chunk of source.chunks()) {
    for (let from = 0; from < chunk.length; from += PIECE_LENGTH) {
      reader.push(decoder.write(chunk.subarray(from, from + PIECE_LENGTH)));
      await afterPiece?.();
      await pace.rest();
    }
  }
  reader.push(decoder.end());
  reader.end();
  await afterPiece?.();
}
