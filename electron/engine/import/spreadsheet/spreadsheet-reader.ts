/**
 * A workbook (.xlsx, .xlsm) as a list: one sheet of it, read as a stream. Unless somebody chose a
 * sheet it is the first visible one with addresses.
 *
 * A column whose texts are no addresses but have addresses behind them counts as one of addresses;
 * its texts go along as one more column.
 */
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { ImportTally } from '../import-tally.ts';
import { inspectionOf, type ListReader, type ReaderContext } from '../list-reader.ts';
import { isPlainlyUrl, parseUrlLine, trimEdges } from '../url-line.ts';
import { detectShape, type TableShape } from '../table-shape.ts';
import { readLinks } from './sheet-links.ts';
import { SheetRows, TEXT_LENGTH_MAX, type SheetRow } from './sheet-rows.ts';
import { SharedStrings } from './shared-strings.ts';
import { readPart, readWorkbook, type PartReading, type SheetPlace, type Workbook } from './workbook.ts';
import { ZipArchive } from './zip-archive.ts';
import type { XmlHandler } from '../xml/read-xml.ts';

const ROWS_LOOKED_AT = 100;
/** Of the columns beside the URL column; a sheet may have 16,384, and every row pays for them. */
const OTHER_COLUMNS_MAX = 1000;

interface OpenSheet {
  readonly place: SheetPlace;
  readonly links: ReadonlyMap<string, string>;
  readonly first: readonly SheetRow[];
  /** `null`: no column has addresses. */
  readonly shape: TableShape | null;
}

/** @throws AppError `UNSUPPORTED`, `FILE_UNREADABLE`, `LIST_NO_COLUMN`, `LIST_TOO_LARGE`. Nothing stays open then. */
export async function openSpreadsheet(
  path: string,
  fileName: string,
  { choices, pace, spoolFolder }: ReaderContext,
): Promise<ListReader> {
  const archive = await ZipArchive.open(path, fileName);
  const strings = new SharedStrings({ fileName, spoolFolder });
  const close = async (): Promise<void> => {
    strings.close();
    archive.close();
  };
  try {
    const reading: PartReading = { archive, fileName, pace };
    const workbook = await readWorkbook(reading);
    if (workbook.sharedStringsPart !== null)
      await readPart(reading, workbook.sharedStringsPart, sharedStringsHandler(strings));

    const shapeOf = (records: readonly (readonly string[])[]) => detectShape('\t', records, choices);
    const sheet = await findSheet({ reading, workbook, strings, fileName, chosen: choices.sheet, shapeOf });
    const shape = sheet.shape;
    if (shape === null) throw noAddresses(fileName, sheet.place.name);
    return new SpreadsheetReader({ reading, workbook, strings, sheet, shape, close });
  } catch (error) {
    await close();
    throw error;
  }
}

interface SheetSearch {
  readonly reading: PartReading;
  readonly workbook: Workbook;
  readonly strings: SharedStrings;
  readonly fileName: string;
  /** Its name, or its number from 1. */
  readonly chosen: string | null;
  readonly shapeOf: (records: readonly (readonly string[])[]) => TableShape | null;
}

async function findSheet(search: SheetSearch): Promise<OpenSheet> {
  const { workbook, chosen, fileName } = search;
  const { sheets } = workbook;
  if (chosen !== null) {
    const place =
      sheets.find(({ name }) => name === chosen) ??
      sheets.find(({ name }) => name.toLowerCase() === chosen.trim().toLowerCase()) ??
      (/^\d+$/.test(chosen) ? sheets[Number(chosen) - 1] : undefined);
    if (place !== undefined) return openSheet(search, place);
    const names = sheets.slice(0, 12).map(({ name }) => `“${name}”`);
    throw new AppError(ErrorCode.ListNoColumn, `${fileName} has no sheet “${chosen}”.`, {
      advice: `It has ${names.join(', ')}.`,
    });
  }
  let best: OpenSheet | null = null;
  const visibleFirst = sheets.toSorted((one, other) => Number(one.isHidden) - Number(other.isHidden));
  for (const place of visibleFirst) {
    const sheet = await openSheet(search, place);
    if (sheet.shape !== null) return sheet;
    if (best === null || best.first.length === 0) best = sheet;
  }
  // A workbook has at least one.
  return best!;
}

async function openSheet(
  { reading, workbook, strings, shapeOf }: SheetSearch,
  place: SheetPlace,
): Promise<OpenSheet> {
  const links = await readLinks(reading, place.part);
  const first: SheetRow[] = [];
  const handler = new SheetRows({
    strings,
    numberTexts: workbook.numberTexts,
    links,
    onRow: (row) => {
      if (first.length < ROWS_LOOKED_AT && !isBlank(row)) first.push(row);
    },
  });
  await readPart(reading, place.part, handler, { isEnough: () => first.length === ROWS_LOOKED_AT });
  return { place, links, first, shape: shapeOf(first.map(addressCells)) };
}

interface SpreadsheetOptions {
  readonly reading: PartReading;
  readonly workbook: Workbook;
  readonly strings: SharedStrings;
  readonly sheet: OpenSheet;
  readonly shape: TableShape;
  readonly close: () => Promise<void>;
}

class SpreadsheetReader implements ListReader {
  readonly inspection;
  readonly urlColumn: string;
  readonly otherColumns: readonly string[];
  readonly close: () => Promise<void>;
  readonly #options: SpreadsheetOptions;
  /** Places of the other columns in a row. */
  readonly #otherIndexes: readonly number[];
  /** The texts of the URL column go along. */
  readonly #hasTexts: boolean;
  readonly #columnsLeftOut: number;

  constructor(options: SpreadsheetOptions) {
    const { shape, sheet, workbook, reading } = options;
    const { urlIndex, columns, hasHeader } = shape;
    this.#options = options;
    this.close = options.close;
    this.#hasTexts = sheet.first.some(({ cells, links }) => isOnlyLinked(cells, links, urlIndex));
    const others = columns.map((_, index) => index).filter((index) => index !== urlIndex);
    this.#otherIndexes = others.slice(0, OTHER_COLUMNS_MAX);
    this.#columnsLeftOut = others.length - this.#otherIndexes.length;
    this.urlColumn = columns[urlIndex]!;
    const texts = this.#hasTexts ? [`${this.urlColumn} (text)`] : [];
    this.otherColumns = [...this.#otherIndexes.map((index) => columns[index]!), ...texts];
    this.inspection = inspectionOf(reading.fileName, {
      kind: 'spreadsheet',
      hasHeader,
      sheets: workbook.sheets.map(({ name }) => name),
      sheet: sheet.place.name,
      columns,
      urlColumn: urlIndex,
      urlColumnBy: shape.urlIndexBy,
      records: sheet.first.slice(hasHeader ? 1 : 0).map(addressCells),
    });
  }

  get bytesRead(): number {
    return this.#options.reading.archive.packedRead;
  }

  async read(tally: ImportTally): Promise<readonly string[]> {
    const { reading, workbook, strings, sheet, shape } = this.#options;
    let awaitsHeader = shape.hasHeader;
    const handler = new SheetRows({
      strings,
      numberTexts: workbook.numberTexts,
      links: sheet.links,
      onRow: (row) => {
        if (isBlank(row)) return;
        if (awaitsHeader) awaitsHeader = false;
        else this.#take(tally, row);
      },
    });
    await readPart(reading, sheet.place.part, handler, { afterPiece: () => tally.drain(reading.pace) });
    if (this.#columnsLeftOut > 0)
      tally.notice(
        `${reading.fileName} has more than ${OTHER_COLUMNS_MAX} columns; the last ${this.#columnsLeftOut} are left out.`,
        'The addresses are all there. Delete empty columns in the spreadsheet to keep the others.',
      );
    return [];
  }

  #take(tally: ImportTally, row: SheetRow): void {
    const { urlIndex } = this.#options.shape;
    const url = addressOf(row, urlIndex);
    const asItStood = (): string => row.cells.join('\t');
    const isNote = trimEdges(row.cells[0] ?? '').startsWith('#') && !parseUrlLine(url).ok;
    if (isNote) return;
    if (trimEdges(url) === '') {
      tally.reject(row.number, asItStood(), 'no_url_column_value');
      return;
    }
    const extra = this.#otherIndexes.map((index) => row.cells[index] ?? '');
    if (this.#hasTexts) extra.push(url === row.cells[urlIndex] ? '' : (row.cells[urlIndex] ?? ''));
    tally.take(row.number, url, extra.length === 0 ? null : extra, asItStood);
  }
}

function isBlank({ cells, links }: SheetRow): boolean {
  return links === null && cells.every((cell) => trimEdges(cell) === '');
}

function isOnlyLinked(
  cells: readonly string[],
  links: ReadonlyMap<number, string> | null,
  index: number,
): boolean {
  return links?.has(index) === true && !isPlainlyUrl(cells[index] ?? '');
}

/** The address behind a cell stands for its text when that is none itself. */
function addressOf({ cells, links }: SheetRow, index: number): string {
  const text = cells[index] ?? '';
  return isOnlyLinked(cells, links, index) ? links!.get(index)! : text;
}

function addressCells(row: SheetRow): readonly string[] {
  return row.links === null ? row.cells : row.cells.map((_, index) => addressOf(row, index));
}

function sharedStringsHandler(strings: SharedStrings): XmlHandler {
  let text = '';
  let isText = false;
  let isPhonetic = false;
  return {
    open(name) {
      if (name === 'si') text = '';
      if (name === 't') isText = !isPhonetic;
      if (name === 'rPh') isPhonetic = true;
    },
    text(piece) {
      if (isText && text.length < TEXT_LENGTH_MAX) text += piece.slice(0, TEXT_LENGTH_MAX - text.length);
    },
    close(name) {
      if (name === 't') isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name === 'si') strings.add(text);
    },
  };
}

function noAddresses(fileName: string, sheetName: string): AppError {
  return new AppError(ErrorCode.ListNoValidUrl, `No sheet of ${fileName} has a column of web addresses.`, {
    advice: `Looked at were the first ${ROWS_LOOKED_AT} rows of each, from “${sheetName}” on.`,
  });
}
