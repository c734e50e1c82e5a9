/** How well the end of a scenario is told while it runs. */
import { Forecaster } from '../../electron/engine/forecast/forecaster.ts';
import type { Forecast } from '../../shared/plan.ts';
import { gleaner } from './governors.ts';
import { play, type CreateGovernor, type Scenario } from './play.ts';

export interface ForecastCheck {
  readonly scenario: string;
  readonly seed: number;
  /** When it was told. */
  readonly toldAtMs: number;
  /** The end as it was told, from the start. */
  readonly toldMs: number;
  readonly trueMs: number;
  /** Of the true time; below 0 is too soon. */
  readonly error: number;
  /** The end lay between the low and the high one. */
  readonly isInBand: boolean;
}

/** @param share Of the rows, settled when it is told. */
export function checkForecast(
  scenario: Scenario,
  seed: number,
  { share = 0.1, governor = gleaner }: { readonly share?: number; readonly governor?: CreateGovernor } = {},
): ForecastCheck {
  const forecaster = new Forecaster();
  let told: { readonly atMs: number; readonly forecast: Forecast } | null = null;
  const { finishedMs } = play(scenario, governor, seed, {
    onAttempt: (durationMs, isSettled) => forecaster.attempted(durationMs, isSettled),
    onSecond: ({ hosts, settled, rows, ...moment }) => {
      if (told !== null) return;
      const forecast = forecaster.update(hosts, moment);
      if (forecast !== null && settled >= share * rows) told = { atMs: moment.nowMs, forecast };
    },
  });
  // The closure assigns it, which the compiler does not see.
  const { atMs, forecast } = (told as { atMs: number; forecast: Forecast } | null) ?? {
    atMs: 0,
    forecast: null,
  };
  const toldMs = atMs + (forecast?.endMs ?? Infinity);
  return {
    scenario: scenario.name,
    seed,
    toldAtMs: atMs,
    toldMs,
    trueMs: finishedMs,
    error: toldMs / finishedMs - 1,
    isInBand:
      forecast !== null && finishedMs >= atMs + forecast.endLowMs && finishedMs <= atMs + forecast.endHighMs,
  };
}

export interface ForecastSummary {
  readonly scenario: string;
  /** One for each seed. */
  readonly checks: readonly ForecastCheck[];
  /** Median of how far off they are, of the true time. */
  readonly errorMedian: number;
}

export function checkForecasts(
  scenario: Scenario,
  seeds: number,
  options: Parameters<typeof checkForecast>[2] = {},
): ForecastSummary {
  const checks = Array.from({ length: seeds }, (_, index) => checkForecast(scenario, index + 1, options));
  const errors = checks.map(({ error }) => Math.abs(error)).toSorted((a, b) => a - b);
  return { scenario: scenario.name, checks, errorMedian: errors[errors.length >> 1] ?? Number.NaN };
}

/** A row of a table: scenario, told, true, error (with its sign) of the first seed, median error, in band. */
export function forecastRow({ scenario, checks, errorMedian }: ForecastSummary): string {
  const [first] = checks;
  const inBand = checks.filter(({ isInBand }) => isInBand).length;
  const cells = [
    scenario,
    seconds(first?.toldMs ?? Number.NaN),
    seconds(first?.trueMs ?? Number.NaN),
    percent(first?.error ?? Number.NaN),
    percent(errorMedian),
    `${inBand} of ${checks.length}`,
  ];
  return `| ${cells.join(' | ')} |`;
}

export function forecastLine({ scenario, toldAtMs, toldMs, trueMs, error, isInBand }: ForecastCheck): string {
  return `${scenario}: after ${seconds(toldAtMs)} told ${seconds(toldMs)}, true ${seconds(trueMs)}, ${percent(error)}${isInBand ? '' : ', outside its band'}`;
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000).toLocaleString('en')} s`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
