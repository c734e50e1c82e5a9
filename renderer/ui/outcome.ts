/** How each part of the ledger looks: a colour and, for those who do not see it, a shape and a word. */
import type { Fault, OutcomeCode } from '../../shared/outcome-codes.ts';
import { settledState } from '../../shared/outcome-codes.ts';

export type LedgerPart = 'ok' | 'failed' | 'skipped' | 'pending';

export const LEDGER_PARTS: readonly LedgerPart[] = ['ok', 'failed', 'skipped', 'pending'];

export const PART_FILL: Readonly<Record<LedgerPart, string>> = {
  ok: 'bg-ok-fill',
  failed: 'bg-failed-fill',
  skipped: 'bg-skipped-fill',
  pending: 'bg-pending-fill hatched',
};

export const PART_TEXT: Readonly<Record<LedgerPart, string>> = {
  ok: 'text-ok',
  failed: 'text-failed',
  skipped: 'text-skipped',
  pending: 'text-muted',
};

export const PART_SHAPE: Readonly<Record<LedgerPart, string>> = {
  ok: '●',
  failed: '▲',
  skipped: '◆',
  pending: '○',
};

export function partOf(outcome: OutcomeCode | null): LedgerPart {
  return outcome === null ? 'pending' : settledState(outcome);
}

/** Whose side the cause is on. */
export const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  target: 'the server',
  network: 'the network between',
  local: 'this computer',
  us: 'Gleaner or its settings',
};
