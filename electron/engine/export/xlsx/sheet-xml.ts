/** The XML of a sheet, row by row. Texts stand in their cells, so that no table of them has to be kept. */
import { SHEET_CELL_MAX } from '../../../../shared/export.ts';
import { isNumberText, type Cell, type TableColumn } from '../table-writer.ts';

const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const WIDTH_DEFAULT = 14;
const WIDTHS: Readonly<Record<string, number>> = { url: 60, final_url: 60, title: 40, error: 30 };

/** Excel counts with 15 digits; a longer number stays text, so that none of its digits is lost. */
const SHEET_NUMBER_DIGITS_MAX = 15;

/**
 * What XML cannot hold or would change. Lone surrogates are not among them: they end as U+FFFD
 * when the text becomes bytes, as in every other format.
 */
// oxlint-disable-next-line no-control-regex -- these are what it is about
const SPECIAL = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_x[\dA-Fa-f]{4}_/;
// oxlint-disable-next-line no-control-regex -- these are what it is about
const SPECIALS = /[&<>\u0000-\u0008\u000b-\u001f\ufffe\uffff]|_(?=x[\dA-Fa-f]{4}_)/g;

export function sheetHead(columns: readonly TableColumn[]): string {
  const widths = columns.map(
    ({ name }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${WIDTHS[name] ?? WIDTH_DEFAULT}" customWidth="1"/>`,
  );
  return (
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${NAMESPACE}">` +
    '<sheetViews><sheetView workbookViewId="0">' +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<cols>${widths.join('')}</cols><sheetData>`
  );
}

export const SHEET_TAIL = '</sheetData></worksheet>';

export class SheetRows {
  readonly #columns: readonly TableColumn[];
  readonly #letters: readonly string[];
  #cellsCut = 0;

  constructor(columns: readonly TableColumn[]) {
    this.#columns = columns;
    this.#letters = columns.map((_, index) => columnLetters(index));
  }

  /** Over all sheets. */
  get cellsCut(): number {
    return this.#cellsCut;
  }

  /** @param number 1-based. */
  heading(number: number): string {
    const cells = this.#columns.map(({ name }, index) =>
      this.#text(name, `${this.#letters[index]!}${number}`, ' s="1"'),
    );
    return `<row r="${number}">${cells.join('')}</row>`;
  }

  row(cells: readonly Cell[], number: number): string {
    let text = `<row r="${number}">`;
    for (let index = 0; index < cells.length; index++) {
      const cell = cells[index]!;
      if (cell === null || cell === '') continue;
      const place = `${this.#letters[index]!}${number}`;
      const { type } = this.#columns[index]!;
      if (typeof cell === 'number' || (type === 'number' && isSheetNumber(cell)))
        text += `<c r="${place}"><v>${cell}</v></c>`;
      else if (type === 'boolean' && (cell === 'true' || cell === 'false'))
        text += `<c r="${place}" t="b"><v>${cell === 'true' ? 1 : 0}</v></c>`;
      else text += this.#text(cell, place, '');
    }
    return `${text}</row>`;
  }

  /** A cell that is text by its type: no spreadsheet computes it, whatever it begins with. */
  #text(text: string, place: string, style: string): string {
    let shown = text;
    if (text.length > SHEET_CELL_MAX) {
      this.#cellsCut++;
      shown = text.slice(0, SHEET_CELL_MAX);
      if (isHighSurrogate(shown.charCodeAt(SHEET_CELL_MAX - 1))) shown = shown.slice(0, -1);
    }
    return `<c r="${place}" t="inlineStr"${style}><is><t xml:space="preserve">${escaped(shown)}</t></is></c>`;
  }
}

function isSheetNumber(text: string): boolean {
  return isNumberText(text) && text.replace(/[-.]/g, '').length <= SHEET_NUMBER_DIGITS_MAX;
}

function escaped(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIALS, escapeOf) : text;
}

function escapeOf(character: string): string {
  switch (character) {
    case '&':
      return '&amp;';
    case '<':
      return '&lt;';
    case '>':
      return '&gt;';
    // A bare one would be read as a line feed.
    case '\r':
      return '&#13;';
    // Excel's own way (ECMA-376, ST_Xstring); text that looks like it is told apart by its own underscore.
    default:
      return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** 0 is `A`, 26 is `AA`. */
function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last;
}
