/**
 * Every way to go wrong that the fault server knows, as data. To add one, add an entry to
 * the table of its topic: the server, the lists and the tests follow.
 *
 * Expectations hold for {@link FAULT_LIMITS} and default retry rules.
 */
import { OUTCOMES, type OutcomeCode } from '../../shared/outcome-codes.ts';
import type { Fault } from './fault.ts';
import { BODY_FAULTS } from './faults/bodies.ts';
import { CONNECTION_FAULTS } from './faults/connections.ts';
import { MALFORMED_FAULTS } from './faults/malformed.ts';
import { REDIRECT_FAULTS } from './faults/redirects.ts';
import { SLOW_FAULTS } from './faults/slowness.ts';
import { STATUS_FAULTS } from './faults/statuses.ts';
import { TLS_FAULTS } from './faults/tls.ts';

export const FAULTS: readonly Fault[] = [
  ...CONNECTION_FAULTS,
  ...TLS_FAULTS,
  ...SLOW_FAULTS,
  ...MALFORMED_FAULTS,
  ...BODY_FAULTS,
  ...REDIRECT_FAULTS,
  ...STATUS_FAULTS,
];

/** Those whose code does not depend on the machine. */
export const EXACT_FAULTS: readonly Fault[] = FAULTS.filter(
  ({ expectedCodes }) => expectedCodes.length === 1,
);

/** Attempts that a row for `fault` takes until it is settled. */
export function expectedAttempts(one: Fault, retries: number): number {
  if (one.attempts !== undefined) return one.attempts;
  return OUTCOMES[expectedCode(one)].retry === 'retry' ? 1 + retries : 1;
}

/** Rows by code that a list must end with; `fault` is `null` for a good page. */
export function expectedCounts(
  lines: readonly { readonly fault: Fault | null }[],
): Readonly<Partial<Record<OutcomeCode, number>>> {
  const counts: Partial<Record<OutcomeCode, number>> = {};
  for (const { fault } of lines) {
    const code = fault === null ? 'ok' : expectedCode(fault);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

function expectedCode({ expectedCodes: [code] }: Fault): OutcomeCode {
  return code ?? 'ok';
}
