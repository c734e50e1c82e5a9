/** What a format has to offer: it takes blocks of rows and puts them into one file. */
import type { ExportRemark } from '../../../shared/export.ts';
import type { AtomicFile } from './atomic-file.ts';

/**
 * `number` is decimal text (`12.50`), exact however many digits it has; `boolean` is `true` or
 * `false` as text. Cells of both may hold other text: a recipe can be changed after a page was read.
 */
export type CellType = 'text' | 'integer' | 'number' | 'boolean';

/** `integer` cells are numbers, all others are text. */
export type Cell = string | number | null;

export interface TableColumn {
  readonly name: string;
  readonly type: CellType;
}

export interface TableWriter {
  /** Resolves when the memory that the rows took is free again, or nearly so. */
  write(rows: readonly (readonly Cell[])[]): Promise<void>;
  /** After it the file is whole. */
  end(): Promise<void>;
  /** What could not be written as it was; after {@link end}. */
  remarks(): readonly ExportRemark[];
  /** Lets go of everything, also in the middle of a row. Never throws. */
  dispose(): Promise<void>;
}

export type OpenTableWriter = (file: AtomicFile, columns: readonly TableColumn[]) => TableWriter;

/** Decimal text that is the same number in JSON, SQL and everywhere else. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

export function isNumberText(text: string): boolean {
  return NUMBER.test(text);
}
