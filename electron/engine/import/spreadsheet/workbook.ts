/** What a workbook says about itself: its sheets, their parts, and how numbers are shown. */
import { posix } from 'node:path';
import { AppError, ErrorCode } from '../../../../shared/errors.ts';
import type { Pace } from '../pace.ts';
import { detectEncoding } from '../encoding/detect-encoding.ts';
import { ListDecoder } from '../text-decoder.ts';
import { readXml, type XmlAttributes, type XmlHandler } from '../xml/read-xml.ts';
import { numberTextOf, plainNumber, type NumberText } from './cell-text.ts';
import type { ZipArchive } from './zip-archive.ts';

export interface SheetPlace {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

export interface Workbook {
  readonly sheets: readonly SheetPlace[];
  readonly sharedStringsPart: string | null;
  /** By the number of a cell's style. */
  readonly numberTexts: readonly NumberText[];
}

const SHEETS_MAX = 1000;
const STYLES_MAX = 100_000;
const RELATIONS_MAX = 200_000;

export interface PartReading {
  readonly archive: ZipArchive;
  readonly fileName: string;
  readonly pace: Pace;
}

/** @throws AppError `UNSUPPORTED` for archives that are no workbook, `FILE_UNREADABLE` */
export async function readWorkbook(reading: PartReading): Promise<Workbook> {
  const { archive, fileName } = reading;
  const root = await readRelations(reading, '');
  const part = root.find(({ type }) => type === 'officeDocument')?.target ?? 'xl/workbook.xml';
  if (!archive.has(part)) throw notAWorkbook(archive, fileName);

  const relations = await readRelations(reading, part);
  const partOf = (type: string): string | null =>
    relations.find((relation) => relation.type === type)?.target ?? null;
  const named: { name: string; id: string; isHidden: boolean }[] = [];
  let is1904 = false;
  await readPart(reading, part, {
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = /^(?:1|true)$/i.test(attributes['date1904'] ?? '');
      if (name !== 'sheet' || named.length === SHEETS_MAX) return;
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      named.push({ name: attributes['name'] ?? '', id: withAnyPrefix(attributes, 'id') ?? '', isHidden });
    },
  });
  const sheets = named.flatMap(({ name, id, isHidden }) => {
    const target = relations.find((relation) => relation.id === id && relation.type === 'worksheet')?.target;
    return target === undefined ? [] : [{ name, part: target, isHidden }];
  });
  if (sheets.length === 0)
    throw new AppError(ErrorCode.Unsupported, `${fileName} has no sheet with cells.`, {
      advice: 'Save the table with the addresses as CSV, and open that.',
    });
  const stylesPart = partOf('styles');
  return {
    sheets,
    sharedStringsPart: partOf('sharedStrings'),
    numberTexts: stylesPart === null ? [] : await readNumberTexts(reading, stylesPart, is1904),
  };
}

interface Relation {
  readonly id: string;
  /** The last part of its type's address. */
  readonly type: string;
  /** A part of the archive, or an address outside. */
  readonly target: string;
}

/** @param part `''` for those of the archive itself. */
export async function readRelations(reading: PartReading, part: string): Promise<readonly Relation[]> {
  const relations: Relation[] = [];
  await readPart(reading, relationsPart(part), {
    open(name, attributes) {
      if (name !== 'Relationship' || relations.length === RELATIONS_MAX) return;
      const target = attributes['Target'] ?? '';
      const isExternal = attributes['TargetMode'] === 'External';
      relations.push({
        id: attributes['Id'] ?? '',
        type: (attributes['Type'] ?? '').split('/').at(-1)!,
        // Absolute within the archive, or seen from the folder of the part.
        target: isExternal
          ? target
          : posix.join('/', target.startsWith('/') ? '' : posix.dirname(part), target).slice(1),
      });
    },
  });
  return relations;
}

export function relationsPart(part: string): string {
  const folder = posix.dirname(part);
  return posix.join(folder === '.' ? '' : folder, '_rels', `${posix.basename(part)}.rels`);
}

async function readNumberTexts(reading: PartReading, part: string, is1904: boolean): Promise<NumberText[]> {
  const patterns = new Map<number, string>();
  const formatIds: number[] = [];
  let isInCellFormats = false;
  await readPart(reading, part, {
    open(name, attributes) {
      if (name === 'cellXfs') isInCellFormats = true;
      if (name === 'numFmt' && patterns.size < STYLES_MAX)
        patterns.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      if (name === 'xf' && isInCellFormats && formatIds.length < STYLES_MAX)
        formatIds.push(Number(attributes['numFmtId'] ?? 0));
    },
    close(name) {
      if (name === 'cellXfs') isInCellFormats = false;
    },
  });
  const texts = new Map<number, NumberText>();
  return formatIds.map((id) => {
    const known = texts.get(id);
    if (known !== undefined) return known;
    const text = safeNumberText(id, patterns.get(id) ?? null, is1904);
    texts.set(id, text);
    return text;
  });
}

function safeNumberText(id: number, pattern: string | null, is1904: boolean): NumberText {
  try {
    return numberTextOf(id, pattern, is1904);
  } catch {
    // A format that nobody can read does not make the number unreadable.
    return plainNumber;
  }
}

/** Reads a part of the archive; one that is not there has nothing in it. */
export async function readPart(
  { archive, fileName, pace }: PartReading,
  part: string,
  handler: XmlHandler,
  more: { readonly isEnough?: () => boolean; readonly afterPiece?: () => Promise<void> } = {},
): Promise<void> {
  if (!archive.has(part)) return;
  let decoder: ListDecoder | null = null;
  const isWhole = await readXml({
    chunks: archive.read(part),
    decode: (bytes) => (decoder ??= new ListDecoder(detectEncoding(bytes, false))).write(bytes),
    handler,
    fileName,
    pace,
    ...more,
  });
  if (isWhole || more.isEnough?.() === true) return;
  throw new AppError(ErrorCode.FileUnreadable, `${fileName} is damaged: ${part} ends in its middle.`, {
    advice: 'Get it again, or save it anew with the program that made it.',
  });
}

/** The prefix of a namespace is the file's own choice. */
export function withAnyPrefix(attributes: XmlAttributes, name: string): string | undefined {
  for (const key of Object.keys(attributes)) if (key.endsWith(`:${name}`)) return attributes[key];
  return undefined;
}

function notAWorkbook(archive: ZipArchive, fileName: string): AppError {
  const what = archive.has('content.xml') ? 'an OpenDocument file' : 'an archive';
  return new AppError(
    ErrorCode.Unsupported,
    `${fileName} is ${what}; Gleaner reads text, CSV, TSV, XLSX and sitemaps.`,
    {
      advice:
        what === 'an archive'
          ? 'Unpack it, and open the list in it.'
          : 'Open it in its program, save it as XLSX or CSV, and open that.',
    },
  );
}
