/** A recipe while it is being made: its columns may be half done, and keep their place when renamed. */
import {
  type ColumnSource,
  type ColumnType,
  OFFER_KINDS,
  PRODUCT_FIELDS,
  type Recipe,
  type RecipeColumn,
} from '../../shared/recipe.ts';
import type { OfferedValue } from '../../shared/recipe-work.ts';

export type SourceKind = ColumnSource['kind'];

export interface DraftColumn {
  /** Stays when the name changes. */
  readonly key: number;
  readonly column: RecipeColumn;
  /** What was typed for other kinds of source, so that looking at one loses nothing. */
  readonly others: Readonly<Partial<Record<SourceKind, ColumnSource>>>;
}

export interface DraftRecipe {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly columns: readonly DraftColumn[];
}

export interface ColumnProblems {
  readonly name?: string;
  readonly source?: string;
}

export const EMPTY_DRAFT: DraftRecipe = { name: '', hosts: [], columns: [] };
/** `RECIPE_COLUMNS_MAX` is for all; a name longer than this is none that a person wrote. */
const NAME_MAX = 200;
const EXPRESSION_MAX = 4000;

let lastKey = 0;

export function draftColumn(column: RecipeColumn): DraftColumn {
  lastKey += 1;
  return { key: lastKey, column, others: {} };
}

export function draftOf(recipe: Recipe | null): DraftRecipe {
  if (recipe === null) return EMPTY_DRAFT;
  return { name: recipe.name, hosts: recipe.hosts, columns: recipe.columns.map(draftColumn) };
}

/** Only columns that can be tried; `null` when there is none. */
export function recipeOf(draft: DraftRecipe): { recipe: Recipe; keys: readonly number[] } | null {
  const problems = problemsOf(draft.columns);
  const usable = draft.columns.filter(({ key }) => problems.get(key) === undefined);
  if (usable.length === 0) return null;
  const columns = usable.map(({ column }) => ({ ...column, name: column.name.trim() }));
  const name = draft.name.trim() || 'Columns';
  return { recipe: { name, hosts: draft.hosts, columns }, keys: usable.map(({ key }) => key) };
}

/** What can be said without looking at a page. */
export function problemsOf(columns: readonly DraftColumn[]): ReadonlyMap<number, ColumnProblems> {
  const names = columns.map(({ column }) => column.name.trim());
  const problems = new Map<number, ColumnProblems>();
  for (const [index, { key, column }] of columns.entries()) {
    const name = nameProblem(names[index] ?? '', names.slice(0, index));
    const source = sourceProblem(column.source);
    if (name !== '' || source !== '')
      problems.set(key, { ...(name === '' ? {} : { name }), ...(source === '' ? {} : { source }) });
  }
  return problems;
}

function nameProblem(name: string, before: readonly string[]): string {
  if (name === '') return 'Give the column a name.';
  if (name.length > NAME_MAX) return 'At most 200 characters.';
  return before.includes(name) ? 'Another column has this name.' : '';
}

function sourceProblem(source: ColumnSource): string {
  const text = expressionOf(source);
  if (text === null) return '';
  if (text.trim() !== '') return text.length > EXPRESSION_MAX ? 'At most 4,000 characters.' : '';
  return source.kind === 'offer' ? 'Choose one of what the page offers.' : 'Say what to look for.';
}

function expressionOf(source: ColumnSource): string | null {
  switch (source.kind) {
    case 'css':
      return source.selector;
    case 'xpath':
      return source.expression;
    case 'regex':
      return source.pattern;
    case 'json':
      return source.path;
    case 'offer':
      return source.name;
    case 'product':
      return null;
  }
}

export function emptySource(kind: SourceKind): ColumnSource {
  switch (kind) {
    case 'css':
      return { kind, selector: '', attribute: null };
    case 'xpath':
      return { kind, expression: '' };
    case 'regex':
      return { kind, pattern: '', flags: '', group: 0 };
    case 'json':
      return { kind, path: '' };
    case 'product':
      return { kind, field: PRODUCT_FIELDS[0] };
    case 'offer':
      return { kind, offer: OFFER_KINDS[0], name: '' };
  }
}

/** Where it was left, or empty. */
export function withKind(draft: DraftColumn, kind: SourceKind): DraftColumn {
  const { source } = draft.column;
  if (source.kind === kind) return draft;
  return {
    ...draft,
    column: { ...draft.column, source: draft.others[kind] ?? emptySource(kind) },
    others: { ...draft.others, [source.kind]: source },
  };
}

/** Takes what the page offers; a column that has no name of its own gets one, and a type that fits. */
export function withOffer(
  draft: DraftColumn,
  { offer, name }: OfferedValue,
  taken: readonly string[],
): DraftColumn {
  const isNamed = !/^column \d+$/.test(draft.column.name);
  const last = name.split(/[.:/]/).findLast((part) => part !== '' && !/^\d+$/.test(part)) ?? name;
  return {
    ...draft,
    column: {
      ...draft.column,
      source: { kind: 'offer', offer, name },
      ...(isNamed ? {} : { name: freeName(last, taken), type: typeFor(last) }),
    },
  };
}

function typeFor(name: string): ColumnType {
  if (/price$/i.test(name)) return 'price';
  if (/(?:^|_)(?:image|url)$/i.test(name)) return 'url';
  if (/(?:count|value|rating)$/i.test(name)) return 'number';
  return /date/i.test(name) ? 'date' : 'text';
}

/** `price`, or `price 2` when there is one already. */
export function freeName(wanted: string, taken: readonly string[]): string {
  for (let number = 2, name = wanted; ; number += 1) {
    if (!taken.includes(name)) return name;
    name = `${wanted} ${number}`;
  }
}

export function newColumnName(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`column ${number}`)) number += 1;
  return `column ${number}`;
}

export function moved<Item>(items: readonly Item[], from: number, to: number): readonly Item[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  return items.toSpliced(from, 1).toSpliced(to, 0, item);
}

/** Whether the columns are others, in another order, or otherwise taken. The name of the recipe is no change. */
export function isApplied(draft: DraftRecipe, applied: Recipe | null): boolean {
  const columns = draft.columns.map(({ column }) => column);
  return JSON.stringify(columns) === JSON.stringify(applied?.columns ?? []);
}

/** The request's own type wants arrays that it might change. */
export function sentRecipe(recipe: Recipe) {
  return { ...recipe, hosts: [...recipe.hosts], columns: recipe.columns.map((column) => ({ ...column })) };
}
