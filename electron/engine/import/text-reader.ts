/** A file of text as a list: one URL a line, or a table with a column of them. */
import { trimEdges } from './url-line.ts';
import { chosenEncoding, detectEncoding } from './encoding/detect-encoding.ts';
import type { ImportTally } from './import-tally.ts';
import { detectFormat, refuseBinary, SNIFF_LENGTH, type ListFormat } from './list-format.ts';
import { readPieces, type PieceReader } from './list-pieces.ts';
import { inspectionOf, type ListReader, type ReaderContext } from './list-reader.ts';
import type { ListSource } from './list-source.ts';
import { SitemapReader } from './sitemap/sitemap-reader.ts';
import { looksLikeXml } from './sitemap/sitemap-kind.ts';
import { TableReader } from './table-list.ts';
import type { TableShape } from './table-shape.ts';
import { ListDecoder } from './text-decoder.ts';
import { TextLineSplitter } from './text-list.ts';

/** @param path `null` when it is no file on disk. */
export async function openText(
  source: ListSource,
  fileName: string,
  path: string | null,
  { choices }: ReaderContext,
): Promise<ListReader> {
  const head = await source.peek(SNIFF_LENGTH);
  refuseBinary(fileName, head.bytes);
  const detected =
    choices.encoding === null
      ? detectEncoding(head.bytes, head.isWhole)
      : chosenEncoding(choices.encoding, head.bytes);
  const sampleDecoder = new ListDecoder(detected);
  const sample = sampleDecoder.write(head.bytes) + (head.isWhole ? sampleDecoder.end() : '');
  const decoder = new ListDecoder(detected);
  if (choices.format === null && choices.delimiter === null && looksLikeXml(sample))
    return new SitemapReader({ source, decoder, fileName, path, sample });

  const format = detectFormat(fileName, sample, head.isWhole, choices);
  return {
    inspection: inspectionOf(fileName, { ...describe(format), encoding: detected.encoding }),
    urlColumn: format.kind === 'text' ? null : format.shape.columns[format.shape.urlIndex]!,
    otherColumns:
      format.kind === 'text'
        ? []
        : format.shape.columns.filter((_, index) => index !== format.shape.urlIndex),
    get bytesRead() {
      return source.bytesRead;
    },
    async read(tally, pace) {
      const reader = format.kind === 'text' ? readText(tally) : readTable(tally, format.shape);
      await readPieces({ source, decoder, reader, pace, afterPiece: () => tally.drain(pace) });
      return [];
    },
    close: () => source.close(),
  };
}

function describe(format: ListFormat): Parameters<typeof inspectionOf>[1] {
  if (format.kind === 'text') return { kind: format.kind };
  const { delimiter, hasHeader, columns, urlIndex, urlIndexBy } = format.shape;
  return {
    kind: format.kind,
    delimiter,
    hasHeader,
    columns,
    urlColumn: urlIndex,
    urlColumnBy: urlIndexBy,
    records: format.records,
  };
}

function readText(tally: ImportTally): PieceReader {
  return new TextLineSplitter((line, text, isTooLong) => {
    if (isTooLong) tally.reject(line, text, 'too_long');
    else tally.take(line, text, null, () => text);
  });
}

function readTable(tally: ImportTally, shape: TableShape): PieceReader {
  return new TableReader(shape, (line, url, extra, cells, isTooLong) => {
    if (isTooLong) tally.reject(line, url, 'too_long');
    else if (trimEdges(url) === '') tally.reject(line, cells.join(shape.delimiter), 'no_url_column_value');
    else tally.take(line, url, extra, () => cells.join(shape.delimiter));
  });
}
