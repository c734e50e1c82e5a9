/** Events of a sheet's XML -> its rows, one at a time. */
import type { XmlAttributes, XmlHandler } from '../xml/read-xml.ts';
import { plainNumber, type NumberText } from './cell-text.ts';
import type { SharedStrings } from './shared-strings.ts';

/** `XFD`, the last column that a sheet can have. */
export const COLUMNS_MAX = 16_384;
/** The last row that a sheet can have. */
const ROWS_MAX = 1_048_576;
/** What a cell can hold is 32,767 characters; more is not read. */
export const TEXT_LENGTH_MAX = 32_767;

export interface SheetRow {
  /** As the spreadsheet shows it, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
  /** Addresses behind cells whose text is another, by column. */
  readonly links: ReadonlyMap<number, string> | null;
}

export interface SheetRowsOptions {
  readonly strings: SharedStrings;
  readonly numberTexts: readonly NumberText[];
  /** Addresses behind cells, by reference such as `B12`. */
  readonly links: ReadonlyMap<string, string>;
  readonly onRow: (row: SheetRow) => void;
}

type Part = 'value' | 'text' | 'formula' | null;
const LINK_FORMULA = /^\s*(?:_xlfn\.)?HYPERLINK\(\s*"((?:[^"]|"")*)"/i;

export class SheetRows implements XmlHandler {
  readonly #options: SheetRowsOptions;
  #row = 0;
  #column = -1;
  #cells: string[] | null = null;
  #links: Map<number, string> | null = null;
  #reference = '';
  #type = '';
  #style = -1;
  #value = '';
  #formula = '';
  #part: Part = null;
  /** How to read them aloud stands beside some Asian texts. */
  #isPhonetic = false;

  constructor(options: SheetRowsOptions) {
    this.#options = options;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'row':
        this.#beginRow(Number(attributes['r'] ?? ''));
        break;
      case 'c':
        this.#beginCell(attributes);
        break;
      case 'v':
        this.#part = 'value';
        break;
      case 't':
        this.#part = this.#isPhonetic ? null : 'text';
        break;
      case 'f':
        this.#part = 'formula';
        break;
      case 'rPh':
        this.#isPhonetic = true;
        break;
    }
  }

  text(text: string): void {
    if (this.#part === null || this.#cells === null) return;
    if (this.#part === 'formula') {
      if (this.#formula.length < TEXT_LENGTH_MAX) this.#formula += text;
    } else if (this.#value.length < TEXT_LENGTH_MAX) {
      this.#value += text.slice(0, TEXT_LENGTH_MAX - this.#value.length);
    }
  }

  close(name: string): void {
    switch (name) {
      case 'row':
        this.#endRow();
        break;
      case 'c':
        this.#endCell();
        break;
      case 'v':
      case 't':
      case 'f':
        this.#part = null;
        break;
      case 'rPh':
        this.#isPhonetic = false;
        break;
    }
  }

  #beginRow(number: number): void {
    // A number that is missing, or goes back, is the next one.
    this.#row = Number.isInteger(number) && number > this.#row && number <= ROWS_MAX ? number : this.#row + 1;
    this.#cells = [];
    this.#links = null;
    this.#column = -1;
  }

  #beginCell(attributes: XmlAttributes): void {
    this.#reference = attributes['r'] ?? '';
    const column = columnOf(this.#reference);
    this.#column = column === null ? this.#column + 1 : column;
    this.#type = attributes['t'] ?? 'n';
    this.#style = Number(attributes['s'] ?? -1);
    this.#value = '';
    this.#formula = '';
    this.#part = null;
  }

  #endCell(): void {
    const cells = this.#cells;
    if (cells === null || this.#column >= COLUMNS_MAX) return;
    const text = this.#textOfCell();
    const link = this.#options.links.get(this.#reference) ?? linkOf(this.#formula);
    if (link !== null) (this.#links ??= new Map()).set(this.#column, link);
    if (text === '' && link === null) return;
    while (cells.length <= this.#column) cells.push('');
    cells[this.#column] = text;
  }

  #textOfCell(): string {
    const value = this.#value;
    switch (this.#type) {
      case 's':
        return this.#options.strings.at(value === '' ? -1 : Number(value));
      case 'b':
        return value === '' ? '' : value.trim() === '1' ? 'TRUE' : 'FALSE';
      case 'n': {
        if (value === '') return '';
        const number = Number(value);
        if (!Number.isFinite(number)) return value;
        return (this.#options.numberTexts[this.#style] ?? plainNumber)(number);
      }
      // Texts, errors, and dates that are written out.
      default:
        return value;
    }
  }

  #endRow(): void {
    const cells = this.#cells;
    this.#cells = null;
    if (cells !== null && cells.length > 0)
      this.#options.onRow({ number: this.#row, cells, links: this.#links });
  }
}

/** `C7` -> 2. `null` when it names no column. */
export function columnOf(reference: string): number | null {
  let column = 0;
  let at = 0;
  for (; at < reference.length; at++) {
    const letter = reference.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
    if (column > COLUMNS_MAX) return COLUMNS_MAX;
  }
  return at === 0 ? null : column - 1;
}

function linkOf(formula: string): string | null {
  if (formula === '') return null;
  return LINK_FORMULA.exec(formula)?.[1]?.replaceAll('""', '"') ?? null;
}
