/** Filters and selections of rows as conditions in SQL; shared by what shows rows and what asks them again. */
import {
  OUTCOME_CODES,
  outcomeNumber,
  settledState,
  type OutcomeCode,
} from '../../../shared/outcome-codes.ts';
import type { RowFilter } from '../../../shared/rows.ts';

export interface SqlCondition {
  /** About `row r`, `settlement s` and `attempt a` of {@link ROW_SOURCE}. */
  readonly where: string;
  readonly parameters: readonly string[];
  /** False: `a` is not used, so the cheaper {@link SETTLED_SOURCE} will do. */
  readonly needsAttempt: boolean;
}

export const SETTLED_SOURCE = 'row r LEFT JOIN settlement s ON s.row_id = r.id';
/** With the attempt that a row shows: the one that settled it, else its latest. */
export const ROW_SOURCE = `
  ${SETTLED_SOURCE}
  LEFT JOIN attempt a ON a.id = coalesce(s.attempt_id, (SELECT max(id) FROM attempt p WHERE p.row_id = r.id))`;

/** The attempt's own words, unless the row's outcome was changed afterwards: then they no longer say why. */
export const SHOWN_ERROR = 'iif(s.code IS NULL OR s.code = a.code, a.error, NULL)';

const EARLIER_ATTEMPTS = `coalesce((SELECT count FROM earlier_attempts e WHERE e.row_id = r.id), 0)`;
/** Those that the file has, and those that an export only counted. */
export const ATTEMPT_COUNT = `(SELECT count(*) FROM attempt c WHERE c.row_id = r.id) + ${EARLIER_ATTEMPTS}`;

/** Of the fields of a row that is ok. */
export const LACKS_FIELDS = '(f.missing > 0 OR f.problem IS NOT NULL)';

const INCOMPLETE = `s.code = ${numberOf('ok')} AND EXISTS (
  SELECT 1 FROM field f WHERE f.row_id = r.id AND ${LACKS_FIELDS})`;

export function filterCondition(filter: RowFilter): SqlCondition {
  const parts: string[] = [];
  const parameters: string[] = [];
  if (filter.outcome === 'pending') parts.push('s.code IS NULL');
  else if (filter.outcome === 'incomplete') parts.push(INCOMPLETE);
  else if (filter.outcome !== 'all') parts.push(stateCondition(filter.outcome));
  if (filter.code !== null) parts.push(codeCondition(filter.code));
  if (filter.search !== '') {
    const pattern = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    const columns = ['r.url', 'a.title', SHOWN_ERROR, 'a.final_url'];
    parts.push(`(${columns.map((column) => `${column} LIKE ? ESCAPE '\\'`).join(' OR ')})`);
    parameters.push(...columns.map(() => pattern));
  }
  return { where: parts.join(' AND ') || '1', parameters, needsAttempt: filter.search !== '' };
}

export function stateCondition(state: 'ok' | 'failed' | 'skipped'): string {
  return `s.code IN (${codesOf(state).map(numberOf).join(',')})`;
}

/** A text that is no code selects nothing. */
export function codeCondition(code: string): string {
  return `s.code = ${outcomeNumber(code) ?? -1}`;
}

export function codesOf(state: 'ok' | 'failed' | 'skipped'): readonly OutcomeCode[] {
  return OUTCOME_CODES.filter((code) => settledState(code) === state);
}

export function numberOf(code: OutcomeCode): number {
  // Every OutcomeCode has a number: both come from one table.
  return outcomeNumber(code) as number;
}
