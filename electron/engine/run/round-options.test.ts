import { expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { RoundOptions } from './round-options.ts';

it('puts what is set for a round over what the run has', () => {
  const options = new RoundOptions(DEFAULT_OPTIONS, { timeoutTotalMs: 60_000 });

  expect(options.effective).toEqual({ ...DEFAULT_OPTIONS, timeoutTotalMs: 60_000 });
});

it('forgets a slider that was moved during a retry together with the retry that had set it', () => {
  const options = new RoundOptions(DEFAULT_OPTIONS, { concurrency: 5 });

  options.change({ concurrency: 10, perHost: 3 });
  expect(options.effective).toMatchObject({ concurrency: 10, perHost: 3 });
  options.startRound({});

  expect(options.effective).toEqual({ ...DEFAULT_OPTIONS, perHost: 3 });
});

it('leaves alone what a change does not name', () => {
  const options = new RoundOptions(DEFAULT_OPTIONS, {});

  options.change({ retries: undefined } as never);

  expect(options.effective.retries).toBe(DEFAULT_OPTIONS.retries);
});
