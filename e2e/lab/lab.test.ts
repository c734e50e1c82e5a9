/** A few seeds of everything, on short lists: `npm run lab` has twenty on whole ones. */
import { describe, expect, it } from 'vitest';
import * as governors from './governors.ts';
import { play } from './play.ts';
import { allScenarios } from './scenarios.ts';

const SCALE = 0.12;
const SEEDS = [1, 2, 3];
/** On short lists the gentle start weighs more. */
const RATIO_MAX = 1.5;
/** Long lists need a while on a machine that has other work. */
const TIMEOUT_MS = 180_000;

describe('the governor in the lab', () => {
  it.each(allScenarios(SCALE))(
    'is not thrown out, and not slow: $name',
    (scenario) => {
      const oracle = play(scenario, governors.oracle, 1);

      const played = SEEDS.map((seed) => play(scenario, governors.gleaner, seed));

      expect(oracle.bans).toBe(0);
      expect(played.map(({ bans, inBan, isFinished }) => ({ bans, inBan, isFinished }))).toEqual(
        SEEDS.map(() => ({ bans: 0, inBan: 0, isFinished: true })),
      );
      const [, median] = played.map(({ finishedMs }) => finishedMs).toSorted((a, b) => a - b);
      expect(median! / oracle.finishedMs).toBeLessThan(RATIO_MAX);
    },
    TIMEOUT_MS,
  );

  it('is the same for the same seed', () => {
    const [scenario] = allScenarios(0.02);

    expect(play(scenario!, governors.gleaner, 5)).toEqual(play(scenario!, governors.gleaner, 5));
  });

  it('throws out who takes no hint', () => {
    const [scenario] = allScenarios(0.02);

    expect(play(scenario!, governors.fixed(50), 1).bans).toBe(1);
  });
});
