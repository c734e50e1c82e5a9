/**
 * An Excel workbook, streamed: the sheet is compressed while its rows come, by zlib's own thread,
 * so memory does not grow with the rows. Rows beyond what one sheet takes go on to the next.
 */
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { ZipFile } from 'yazl';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import { SHEET_ROWS_MAX } from '../../../../shared/export.ts';
import type { AtomicFile } from '../atomic-file.ts';
import type { Cell, OpenTableWriter, TableColumn, TableWriter } from '../table-writer.ts';
import { Utf8Text } from '../utf8-text.ts';
import { SHEET_TAIL, sheetHead, SheetRows } from './sheet-xml.ts';
import {
  contentTypesPart,
  RELATIONS_PART,
  sheetPath,
  STYLES_PART,
  workbookPart,
  workbookRelationsPart,
} from './workbook-parts.ts';

const COLUMNS_MAX = 16_384;
/** Zip entries of unknown size that turn out to be larger than 4 GB are not understood by every reader. */
const SHEET_BYTES_MAX = 3_000_000_000;
/** Two thirds of the time of zlib's default, for a tenth more bytes. */
const COMPRESSION_LEVEL = 4;

export interface XlsxLimits {
  readonly sheetRows: number;
  readonly sheetBytes: number;
}

/** @throws AppError `UNSUPPORTED` for more columns than a sheet takes. */
export const xlsxWriter: OpenTableWriter = (file, columns) => new XlsxWriter(file, columns);

/** @param limits for tests. */
export function xlsxWriterWith(limits: XlsxLimits): OpenTableWriter {
  return (file, columns) => new XlsxWriter(file, columns, limits);
}

class XlsxWriter implements TableWriter {
  readonly #columns: readonly TableColumn[];
  readonly #limits: XlsxLimits;
  readonly #rows: SheetRows;
  readonly #text = new Utf8Text();
  readonly #zip = new ZipFile();
  /** Rejects as soon as something cannot be compressed or written. */
  readonly #written: Promise<void>;
  #sheet: PassThrough | null = null;
  #sheetCount = 0;
  #rowNumber = 0;
  #sheetBytes = 0;

  constructor(
    file: AtomicFile,
    columns: readonly TableColumn[],
    limits: XlsxLimits = { sheetRows: SHEET_ROWS_MAX, sheetBytes: SHEET_BYTES_MAX },
  ) {
    if (columns.length > COLUMNS_MAX)
      throw new AppError(ErrorCode.Unsupported, 'An Excel sheet takes 16,384 columns at most.', {
        advice: 'Choose fewer columns, or another format.',
      });
    this.#columns = columns;
    this.#limits = limits;
    this.#rows = new SheetRows(columns);
    this.#written = writeAll(this.#zip, file);
    // It is waited for later; until then nobody may miss that it failed.
    this.#written.catch(() => undefined);
    this.#addPart('_rels/.rels', RELATIONS_PART);
    this.#addPart('xl/styles.xml', STYLES_PART);
  }

  async write(rows: readonly (readonly Cell[])[]): Promise<void> {
    for (const row of rows) {
      if (this.#isSheetFull()) await this.#nextSheet();
      this.#rowNumber++;
      this.#text.append(this.#rows.row(row, this.#rowNumber));
    }
    await this.#push();
  }

  async end(): Promise<void> {
    if (this.#sheet === null) await this.#nextSheet();
    await this.#endSheet();
    this.#addPart('xl/workbook.xml', workbookPart(this.#sheetCount));
    this.#addPart('xl/_rels/workbook.xml.rels', workbookRelationsPart(this.#sheetCount));
    this.#addPart('[Content_Types].xml', contentTypesPart(this.#sheetCount));
    this.#zip.end();
    await this.#written;
  }

  remarks(): ReturnType<TableWriter['remarks']> {
    const { cellsCut } = this.#rows;
    return [
      ...(cellsCut > 0 ? [{ code: 'cells_cut', count: cellsCut } as const] : []),
      ...(this.#sheetCount > 1 ? [{ code: 'sheets', count: this.#sheetCount } as const] : []),
    ];
  }

  async dispose(): Promise<void> {
    this.#sheet?.destroy();
    destroyOutput(this.#zip);
    // The file must not be closed under a write.
    await this.#written.catch(() => undefined);
  }

  #isSheetFull(): boolean {
    if (this.#sheet === null || this.#rowNumber >= this.#limits.sheetRows) return true;
    // At least one row beside the heading, or it would never end.
    return this.#rowNumber > 1 && this.#sheetBytes + this.#text.length >= this.#limits.sheetBytes;
  }

  async #nextSheet(): Promise<void> {
    await this.#endSheet();
    this.#sheet = new PassThrough();
    this.#sheetCount++;
    this.#sheetBytes = 0;
    this.#rowNumber = 1;
    this.#zip.addReadStream(this.#sheet, sheetPath(this.#sheetCount), {
      compressionLevel: COMPRESSION_LEVEL,
    });
    this.#text.append(sheetHead(this.#columns) + this.#rows.heading(1));
  }

  async #endSheet(): Promise<void> {
    if (this.#sheet === null) return;
    this.#text.append(SHEET_TAIL);
    await this.#push();
    this.#sheet.end();
  }

  /** Waits for the disk, so that a slow one slows the reading down. */
  async #push(): Promise<void> {
    if (this.#sheet === null || this.#text.length === 0) return;
    const bytes = this.#text.take();
    this.#sheetBytes += bytes.length;
    if (!this.#sheet.write(bytes)) await Promise.race([once(this.#sheet, 'drain'), this.#written]);
  }

  #addPart(path: string, xml: string): void {
    this.#zip.addBuffer(Buffer.from(xml), path);
  }
}

async function writeAll(zip: ZipFile, file: AtomicFile): Promise<void> {
  const failed = new Promise<never>((_, reject) => zip.once('error', reject));
  const copy = async (): Promise<void> => {
    // A stream of Buffers, whatever its type allows.
    for await (const chunk of zip.outputStream as AsyncIterable<Buffer>) await file.write(chunk);
  };
  await Promise.race([copy(), failed]);
}

/** Its type leaves out that it is a PassThrough. */
function destroyOutput(zip: ZipFile): void {
  if (zip.outputStream instanceof PassThrough) zip.outputStream.destroy();
}
