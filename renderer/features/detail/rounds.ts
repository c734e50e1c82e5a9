/** The attempts on a row by the round they belong to, newest first, with words for each round. */
import type { AttemptRecord, RoundRecord } from '../../../shared/rows.ts';
import { describeOptions } from '../../state/retry-fields.ts';

export interface Round {
  readonly round: number;
  /** `First run`, `Retry 2` */
  readonly name: string;
  /** Epoch milliseconds; `null` when neither the round nor an attempt tells. */
  readonly startedAtMs: number | null;
  /** What was set differently: `timeout 30 s, concurrency 20`; empty for nothing. */
  readonly settings: string;
  /** Newest first. */
  readonly attempts: readonly AttemptRecord[];
}

/** A round that has no attempt yet is there too: the row waits for its turn in it. */
export function roundsOf(attempts: readonly AttemptRecord[], records: readonly RoundRecord[]): Round[] {
  const numbers = new Set([...records.map(({ round }) => round), ...attempts.map(({ round }) => round)]);
  return [...numbers]
    .toSorted((a, b) => b - a)
    .map((round) => {
      const record = records.find((one) => one.round === round);
      const own = attempts.filter((attempt) => attempt.round === round);
      return {
        round,
        name: round === 0 ? 'First run' : `Retry ${round}`,
        startedAtMs: record?.startedAtMs ?? own[0]?.startedAtMs ?? null,
        settings: record === undefined ? '' : describeOptions(record.options),
        attempts: own.toReversed(),
      };
    });
}
