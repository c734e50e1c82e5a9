/** Makes proposals for columns out of what the pages of a sample have. */
import {
  OFFER_KINDS,
  PRODUCT_FIELDS,
  type ColumnSource,
  type ProductField,
  type StoredCell,
} from '../../../../shared/recipe.ts';
import type { ColumnProposal } from '../../../../shared/recipe-work.ts';
import { FIELD_TYPES, GUESSES, REQUIRED_FIELDS } from './product-columns.ts';
import type { PageSurvey } from './survey-page.ts';

/** With fewer pages a guess takes the place of what is offered: a field that one page in ten offers is no column. */
const OFFERED_SHARE_MIN = 0.2;

/** @returns In the order of {@link PRODUCT_FIELDS}; what no page has is not proposed. */
export function findProductData(surveys: readonly PageSurvey[]): readonly ColumnProposal[] {
  return PRODUCT_FIELDS.flatMap((field) => {
    const offered = offeredProposal(field, surveys);
    const guessed = guessedProposal(field, surveys);
    if (offered === null) return guessed ?? [];
    const isRare = offered.found < surveys.length * OFFERED_SHARE_MIN;
    return isRare && guessed !== null && guessed.found > offered.found ? guessed : offered;
  });
}

function offeredProposal(field: ProductField, surveys: readonly PageSurvey[]): ColumnProposal | null {
  const values = surveys.flatMap(({ fields }) => fields[field] ?? []);
  const [first] = values;
  if (first === undefined) return null;
  const from = OFFER_KINDS.map((offer) => ({
    offer,
    pages: values.filter((value) => value.offer === offer).length,
  })).filter(({ pages }) => pages > 0);
  return proposal(
    field,
    { kind: 'product', field },
    { found: values.length, from, isGuess: false, example: first.cell },
  );
}

/** The place where most pages have one, the better one of two that are equal. */
function guessedProposal(field: ProductField, surveys: readonly PageSurvey[]): ColumnProposal | null {
  let best: { readonly source: ColumnSource; readonly cells: readonly StoredCell[] } | null = null;
  for (const { id, field: guessed, selector, attribute } of GUESSES) {
    if (guessed !== field) continue;
    const cells = surveys.map(({ guesses }) => guesses[id] ?? null).filter((cell) => cell !== null);
    if (cells.length > (best?.cells.length ?? 0))
      best = { source: { kind: 'css', selector, attribute }, cells };
  }
  if (best === null) return null;
  const { source, cells } = best;
  return proposal(field, source, { found: cells.length, from: [], isGuess: true, example: cells[0] ?? null });
}

function proposal(
  field: ProductField,
  source: ColumnSource,
  rest: Omit<ColumnProposal, 'column'>,
): ColumnProposal {
  return {
    column: {
      name: field,
      source,
      type: FIELD_TYPES[field],
      isRequired: REQUIRED_FIELDS.includes(field),
      fallback: null,
      takesAll: false,
    },
    ...rest,
  };
}
