import { describe, expect, it } from 'vitest';
import { checkForecast, forecastLine } from './forecast.ts';
import { allScenarios } from './scenarios.ts';

/** Of one seed; `npm run lab` plays twenty of everything, and holds the median to 15 %. */
const ERROR_MAX = 0.2;
/** Longer lists take longer, and say nothing more. */
const ROWS_MAX = 20_000;

const scenarios = allScenarios().filter(
  ({ hosts, rows, isStationary }) => hosts.length === 1 && rows[0]! <= ROWS_MAX && isStationary,
);

describe('the end of a run, told after a tenth of its rows', () => {
  it.each(scenarios)('is about right: $name', (scenario) => {
    const check = checkForecast(scenario, 1);

    expect(Math.abs(check.error), forecastLine(check)).toBeLessThan(ERROR_MAX);
  });

  it('is right for many more hosts than have a turn at once', () => {
    const scenario = { ...allScenarios(0.1).at(-1)!, options: { concurrency: 200, perHost: 8 } };
    const check = checkForecast(scenario, 1);

    expect(Math.abs(check.error), forecastLine(check)).toBeLessThan(ERROR_MAX);
  });

  it('is right for a long tail of hosts once most of them are done', () => {
    const check = checkForecast(allScenarios(0.1).at(-1)!, 1, { share: 0.8 });

    expect(Math.abs(check.error), forecastLine(check)).toBeLessThan(0.4);
  });
});
