/**
 * `npm run lab`: how the governor does against hosts that it does not know, in virtual time.
 *
 *     npm run lab [-- --seeds N] [--only TEXT] [--scale N]     20 seeds, everything, whole lists
 *
 * Ends with status 1 when something that is judged is missed.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { checkForecasts, forecastRow } from './forecast.ts';
import * as governors from './governors.ts';
import { play, type CreateGovernor, type Played, type Scenario } from './play.ts';
import { allScenarios, hardScenarios } from './scenarios.ts';

const SEEDS = 20;
/** The others differ little from seed to seed, and some take long. */
const BASELINE_SEEDS = 3;
const RATIO_MAX = 1.25;
const FORECAST_ERROR_MAX = 0.15;
/** Whoever loses more rows than this did not do the work. */
const LOST_RATIO_MAX = 0.001;

const BASELINES: readonly (readonly [string, CreateGovernor])[] = [
  ['fixed 8', governors.fixed(8)],
  ['fixed 50', governors.fixed(50)],
  ['fixed 200', governors.fixed(200)],
  ['AutoThrottle', governors.autoThrottle],
  ['AIMD', governors.aimd],
];

interface Line {
  readonly scenario: string;
  readonly who: string;
  readonly seeds: number;
  readonly finishedSec: number;
  readonly ratio: number;
  readonly refused: number;
  readonly bans: number;
  readonly inBan: number;
  readonly lostRatio: number;
}

function main(): number {
  const { values } = parseArgs({
    options: { seeds: { type: 'string' }, only: { type: 'string' }, scale: { type: 'string' } },
  });
  const seeds = Number(values.seeds ?? SEEDS);
  const isWanted = ({ name }: Scenario): boolean => name.includes(values.only ?? '');
  const lines: Line[] = [];
  const missed: string[] = [];
  process.stdout.write(
    '| scenario | who | finished | × oracle | refused | bans | asked in a ban | rows lost |\n',
  );
  process.stdout.write('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n');
  for (const scenario of allScenarios(Number(values.scale ?? 1)).filter(isWanted)) {
    const own = playAll(scenario, seeds);
    lines.push(...own);
    missed.push(...judge(scenario, own));
  }
  for (const scenario of hardScenarios().filter(isWanted)) lines.push(...playAll(scenario, seeds));
  missed.push(...forecasts(allScenarios(Number(values.scale ?? 1)).filter(isWanted), seeds));
  for (const text of missed) process.stdout.write(`MISSED: ${text}\n`);
  if (missed.length === 0) process.stdout.write('met: everything that is judged\n');
  mkdirSync('out/bench', { recursive: true });
  writeFileSync('out/bench/lab.json', JSON.stringify({ seeds, lines, missed }, null, 1));
  return missed.length === 0 ? 0 : 1;
}

/** The end as it was told after a tenth of the rows. */
function forecasts(scenarios: readonly Scenario[], seeds: number): string[] {
  process.stdout.write('\n| forecast at 10 % | told | true | error | median error | in its band |\n');
  process.stdout.write('| --- | ---: | ---: | ---: | ---: | ---: |\n');
  const missed: string[] = [];
  for (const scenario of scenarios.filter(({ isStationary }) => isStationary)) {
    const told = checkForecasts(scenario, seeds);
    process.stdout.write(`${forecastRow(told)}\n`);
    if (told.errorMedian > FORECAST_ERROR_MAX)
      missed.push(`${scenario.name}: forecast off by ${(told.errorMedian * 100).toFixed(0)} %`);
  }
  process.stdout.write('\n');
  return missed;
}

function playAll(scenario: Scenario, seeds: number): Line[] {
  const oracle = summary(scenario, 'oracle', [play(scenario, governors.oracle, 1)], null);
  const own = summary(scenario, 'Gleaner', playSeeds(scenario, governors.gleaner, seeds), oracle.finishedSec);
  const others = BASELINES.map(([who, create]) =>
    summary(scenario, who, playSeeds(scenario, create, Math.min(seeds, BASELINE_SEEDS)), oracle.finishedSec),
  );
  return [oracle, own, ...others];
}

function playSeeds(scenario: Scenario, create: CreateGovernor, seeds: number): Played[] {
  return Array.from({ length: seeds }, (_, index) => play(scenario, create, index + 1));
}

/** Medians; bans and requests in bans are the most of any seed, for one is too many. */
function summary(scenario: Scenario, who: string, played: readonly Played[], oracleSec: number | null): Line {
  const rows = scenario.rows.reduce((sum, count) => sum + count, 0);
  const finishedSec = median(played.map(({ finishedMs }) => finishedMs / 1000));
  const line: Line = {
    scenario: scenario.name,
    who,
    seeds: played.length,
    finishedSec,
    ratio: finishedSec / (oracleSec ?? finishedSec),
    refused: median(played.map(({ refused }) => refused)),
    bans: Math.max(...played.map(({ bans }) => bans)),
    inBan: Math.max(...played.map(({ inBan }) => inBan)),
    lostRatio: median(played.map(({ failed }) => failed / rows)),
  };
  const cells = [
    who === 'oracle' ? scenario.name : '',
    who,
    `${Math.round(finishedSec).toLocaleString('en')} s${played.every(({ isFinished }) => isFinished) ? '' : ', given up'}`,
    line.ratio.toFixed(2),
    line.refused.toLocaleString('en'),
    line.bans.toLocaleString('en'),
    line.inBan.toLocaleString('en'),
    `${(line.lostRatio * 100).toFixed(1)} %`,
  ];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
  return line;
}

function judge(scenario: Scenario, [oracle, own, ...others]: readonly Line[]): string[] {
  if (oracle === undefined || own === undefined) return [];
  const missed: string[] = [];
  if (scenario.isBanAvoidable && oracle.bans === 0 && own.bans > 0) missed.push(`${scenario.name}: banned`);
  if (own.inBan > 0) missed.push(`${scenario.name}: asked in a ban`);
  if (own.ratio > RATIO_MAX) missed.push(`${scenario.name}: ${own.ratio.toFixed(2)} × the oracle`);
  for (const other of others) {
    const isRival = other.bans === 0 && other.lostRatio <= LOST_RATIO_MAX;
    if (isRival && other.finishedSec < own.finishedSec)
      missed.push(
        `${scenario.name}: ${other.who} is faster (${other.ratio.toFixed(2)} against ${own.ratio.toFixed(2)})`,
      );
  }
  return missed;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

process.exitCode = main();
