/**
 * What a recipe must look like, wherever it comes from: the window, a file that somebody sent, or
 * a run file. The renderer takes only types from here, as from the contract.
 */
import { z } from 'zod';
import { HOST_PATTERN_MAX_LENGTH } from './host-pattern.ts';
import {
  COLUMN_TYPES,
  OFFER_KINDS,
  PRODUCT_FIELDS,
  RECIPE_COLUMNS_MAX,
  RECIPE_KIND,
  RECIPE_VERSION,
  type Recipe,
} from './recipe.ts';

/** Longer ones are no expressions that a person wrote. */
const EXPRESSION_MAX_LENGTH = 4000;
const HOSTS_MAX = 100;

const expression = z.string().min(1).max(EXPRESSION_MAX_LENGTH);

export const columnSourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('css'),
    selector: expression,
    attribute: z.string().min(1).max(200).nullable(),
  }),
  z.strictObject({ kind: z.literal('xpath'), expression }),
  z.strictObject({
    kind: z.literal('regex'),
    pattern: expression,
    flags: z.string().regex(/^[imsu]*$/),
    group: z.int().min(0).max(99),
  }),
  z.strictObject({ kind: z.literal('json'), path: expression }),
  z.strictObject({ kind: z.literal('product'), field: z.enum(PRODUCT_FIELDS) }),
  z.strictObject({
    kind: z.literal('offer'),
    offer: z.enum(OFFER_KINDS),
    name: z.string().min(1).max(300),
  }),
]);

export const recipeColumnSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  source: columnSourceSchema,
  type: z.enum(COLUMN_TYPES),
  isRequired: z.boolean(),
  fallback: z.string().max(2000).nullable(),
  takesAll: z.boolean(),
});

export const recipeSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    hosts: z.array(z.string().trim().min(1).max(HOST_PATTERN_MAX_LENGTH)).max(HOSTS_MAX).readonly(),
    columns: z.array(recipeColumnSchema).min(1).max(RECIPE_COLUMNS_MAX).readonly(),
  })
  .refine(({ columns }) => new Set(columns.map(({ name }) => name)).size === columns.length, {
    message: 'Two columns have the same name.',
  });

/** A recipe file: the recipe, and what says that it is one. */
export const recipeFileSchema = z
  .looseObject({ kind: z.literal(RECIPE_KIND), version: z.literal(RECIPE_VERSION) })
  .transform(({ kind: _kind, version: _version, ...recipe }) => recipe)
  .pipe(recipeSchema);

/** @returns `undefined` for what is no recipe. */
export function parseRecipe(value: unknown): Recipe | undefined {
  return recipeSchema.safeParse(value).data;
}
