/** Why a run is held by this computer, in words. */
import { OUTCOMES, type OutcomeCode } from './outcome-codes.ts';

/**
 * `local.*`, or what is no outcome of a row. `asleep`: this computer was about to sleep.
 * `unwritable`: the run file cannot be written, and not because the disk is full.
 */
export type HoldCode = Extract<OutcomeCode, `local.${string}`> | 'asleep' | 'unwritable';

export interface HoldWords {
  readonly cause: string;
  readonly advice: string;
}

export function holdWords(code: HoldCode): HoldWords {
  switch (code) {
    case 'asleep':
      return { cause: 'This computer was asleep', advice: 'Goes on by itself.' };
    case 'unwritable':
      return {
        cause: 'The run file cannot be written',
        advice: 'Check the disk and the permissions of its folder; goes on when it can be written.',
      };
    default:
      return { cause: OUTCOMES[code].cause, advice: OUTCOMES[code].advice };
  }
}

/** Whether `code` says that this computer is in the way, and not the host. */
export function isLocalCode(code: OutcomeCode): code is Extract<OutcomeCode, `local.${string}`> {
  return code.startsWith('local.');
}
