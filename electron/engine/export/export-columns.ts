/** The columns that a run can be exported with: what they are called, and which of them are chosen. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import {
  RESULT_COLUMNS,
  type ExportColumn,
  type ExportOptions,
  type ResultColumnName,
} from '../../../shared/export.ts';
import type { ColumnType, Recipe } from '../../../shared/recipe.ts';
import type { CellType, TableColumn } from './table-writer.ts';

/** Where the cells of a column come from. */
export type ColumnOrigin =
  | { readonly kind: 'result'; readonly column: ResultColumnName }
  /** Place among the list's own other columns. */
  | { readonly kind: 'list'; readonly index: number }
  /** Place in the recipe. */
  | { readonly kind: 'field' | 'original'; readonly index: number };

export interface SourceColumn extends ExportColumn, TableColumn {
  readonly origin: ColumnOrigin;
}

const INTEGERS: ReadonlySet<ResultColumnName> = new Set([
  'line',
  'status',
  'bytes',
  'duration_ms',
  'attempts',
]);

const FIELD_TYPE: Readonly<Record<ColumnType, CellType>> = {
  text: 'text',
  number: 'number',
  price: 'number',
  url: 'text',
  // Without a time zone, or without a day, a date is no moment; its text says exactly what is known.
  date: 'text',
  boolean: 'boolean',
};

/** All columns in the order of the contract; the original of a field stands behind it. */
export function availableColumns(
  otherColumns: readonly string[],
  recipe: Pick<Recipe, 'columns'> | null,
): SourceColumn[] {
  const names = new UniqueNames();
  const columns: SourceColumn[] = [];
  const add = (wanted: string, type: CellType, origin: ColumnOrigin): void => {
    columns.push({ name: names.take(wanted), kind: origin.kind, type, origin });
  };
  for (const column of RESULT_COLUMNS)
    add(column, INTEGERS.has(column) ? 'integer' : 'text', { kind: 'result', column });
  for (const [index, name] of otherColumns.entries()) add(name, 'text', { kind: 'list', index });
  for (const [index, { name, type }] of (recipe?.columns ?? []).entries()) {
    add(name, FIELD_TYPE[type], { kind: 'field', index });
    add(`${columns.at(-1)!.name}_original`, 'text', { kind: 'original', index });
  }
  return columns;
}

/** @throws AppError `VALIDATION_FAILED` for a name that is none, or one that stands there twice. */
export function chosenColumns(
  available: readonly SourceColumn[],
  { columns, hasOriginals }: Pick<ExportOptions, 'columns' | 'hasOriginals'>,
): SourceColumn[] {
  const chosen =
    columns === null
      ? available.filter(({ kind }) => kind !== 'original')
      : columns.map((name) => columnNamed(available, name));
  if (new Set(chosen).size < chosen.length || chosen.length === 0)
    throw new AppError(
      ErrorCode.ValidationFailed,
      chosen.length === 0 ? 'No column was chosen.' : 'A column was chosen twice.',
      { advice: 'Name each column once.' },
    );
  if (!hasOriginals) return chosen;
  return chosen.flatMap((column) => {
    if (column.origin.kind !== 'field') return [column];
    const original = originalOf(available, column.origin.index);
    return original === undefined || chosen.includes(original) ? [column] : [column, original];
  });
}

function columnNamed(available: readonly SourceColumn[], name: string): SourceColumn {
  const column = available.find((one) => one.name === name);
  if (column !== undefined) return column;
  throw new AppError(ErrorCode.ValidationFailed, `There is no column "${name}".`, {
    advice: `There are ${available.map((one) => one.name).join(', ')}.`,
  });
}

function originalOf(available: readonly SourceColumn[], index: number): SourceColumn | undefined {
  return available.find(({ origin }) => origin.kind === 'original' && origin.index === index);
}

/**
 * A name that is taken gets a number behind it. `Price` and `price` are one name: SQL takes them
 * for one, and so do people.
 */
class UniqueNames {
  readonly #taken = new Set<string>();

  take(wanted: string): string {
    const name = wanted === '' ? 'column' : wanted;
    let unique = name;
    for (let number = 2; this.#taken.has(unique.toLowerCase()); number++) unique = `${name}_${number}`;
    this.#taken.add(unique.toLowerCase());
    return unique;
  }
}
