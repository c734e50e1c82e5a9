/** What the charts of this window have in common: colours, axes, sizes. */
import type uPlot from 'uplot';
import { formatThreeDigits } from '../../../shared/format.ts';

/** Steps of a time axis that people count in. */
const CLOCK_STEPS_SEC = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
];

/** @param name As in the style sheet, without `--c-`. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--c-${name}`).trim();
}

function axis(): uPlot.Axis {
  return {
    stroke: colourOf('muted'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { show: false },
    gap: 4,
  };
}

/** @param text Of a moment, when the next label is `stepSec` away. */
export function timeAxis(text: (sec: number, stepSec: number) => string): uPlot.Axis {
  return {
    ...axis(),
    space: 80,
    size: 24,
    incrs: CLOCK_STEPS_SEC,
    values: (_plot, splits, _axis, _space, stepSec) => splits.map((sec) => text(sec, stepSec)),
  };
}

export function countAxis(widthPx: number, text: (count: number) => string = formatThreeDigits): uPlot.Axis {
  return {
    ...axis(),
    space: 36,
    size: widthPx,
    values: (_plot, splits) => splits.map((value) => (value === 0 ? '0' : text(value))),
  };
}

/** Of what went well. */
export function okSeries(): uPlot.Series {
  const colour = colourOf('ok-fill');
  return { ...lineSeries(colour), fill: withAlpha(colour, '1f') };
}

function lineSeries(colour: string): uPlot.Series {
  return { stroke: colour, width: 2, points: { show: false } };
}

export function dashedSeries(colour: string): uPlot.Series {
  return { ...lineSeries(colour), dash: [5, 4] };
}

/** What every chart does with its box. */
export function boxOf(plot: uPlot, box: HTMLElement): ChartBox {
  return {
    fit: () => plot.setSize(sizeOf(box)),
    dispose: () => plot.destroy(),
  };
}

export interface ChartBox {
  /** Takes the size of its box as it is now. */
  fit(): void;
  dispose(): void;
}

export function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(50, box.clientWidth), height: Math.max(50, box.clientHeight) };
}

export function withAlpha(hex: string, alpha: string): string {
  return /^#[0-9a-f]{6}$/i.test(hex) ? hex + alpha : hex;
}
