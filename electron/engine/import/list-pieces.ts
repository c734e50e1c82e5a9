/**
 * Takes a list through a decoder into a reader, piece by piece. Pieces are cut small and the
 * event loop runs between them, so that progress and cancelling work however the bytes arrive.
 */
import { setImmediate } from 'node:timers/promises';
import type { ListSource } from './list-source.ts';
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
  /** At most once per {@link PROGRESS_INTERVAL_MS} and once at the end. */
  readonly onProgress: (bytesRead: number) => void;
  readonly signal: AbortSignal | undefined;
  /** Monotonic clock, in milliseconds. */
  readonly now: () => number;
}

export const PROGRESS_INTERVAL_MS = 66;
const PIECE_LENGTH = 64 * 1024;

/** @throws The signal's reason, and what the source and the reader throw. */
export async function readPieces(reading: PieceReading): Promise<void> {
  const { source, decoder, reader, onProgress, signal, now } = reading;
  let reportedAtMs = now();
  for await (const chunk of source.chunks()) {
    for (let from = 0; from < chunk.length; from += PIECE_LENGTH) {
      reader.push(decoder.write(chunk.subarray(from, from + PIECE_LENGTH)));
      await setImmediate();
      signal?.throwIfAborted();
      if (now() - reportedAtMs < PROGRESS_INTERVAL_MS) continue;
      reportedAtMs = now();
      onProgress(source.bytesRead);
    }
  }
  reader.push(decoder.end());
  reader.end();
  onProgress(source.bytesRead);
}
