/** Imports a list into memory, as tests want it. */
import { importList, type ImportListOptions } from '../import-list.ts';
import { MemoryDraftWriter } from '../memory-draft-writer.ts';
import { openList, type OpenedList } from '../open-list.ts';

export interface ReadOptions extends Partial<Omit<ImportListOptions, 'files'>> {
  readonly fileName?: string;
  /** In place of the content. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

export async function* streamOf(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? Buffer.from(piece) : piece;
}

export function listOf(stream: AsyncIterable<Uint8Array>, fileName = 'list.txt'): OpenedList {
  return { stream, fileName, sizeBytes: null, changedAtMs: null, path: null };
}

export async function readList(content: string | Uint8Array, options: ReadOptions = {}) {
  const { fileName, stream = streamOf(content), ...more } = options;
  const writer = new MemoryDraftWriter();
  const list = await importList({ files: [async () => listOf(stream, fileName)], writer, ...more });
  return { list, writer };
}

export async function readFiles(paths: readonly string[], options: ReadOptions = {}) {
  const writer = new MemoryDraftWriter();
  const list = await importList({ files: paths.map((path) => () => openList(path)), writer, ...options });
  return { list, writer };
}
