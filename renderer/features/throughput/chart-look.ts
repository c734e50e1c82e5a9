/** What the charts of this window have in common: colours, axes, sizes. */
import type uPlot from 'uplot';

/** Steps of a time axis that people count in. */
export const CLOCK_STEPS_SEC = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200,
];

/** @param name As in the style sheet, without `--c-`. */
export function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--c-${name}`).trim();
}

export function chartAxis(): uPlot.Axis {
  return {
    stroke: colourOf('muted'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: colourOf('line'), width: 1 },
    ticks: { show: false },
  };
}

export function sizeOf(box: HTMLElement): { width: number; height: number } {
  return { width: Math.max(50, box.clientWidth), height: Math.max(50, box.clientHeight) };
}

export function withAlpha(hex: string, alpha: string): string {
  return /^#[0-9a-f]{6}$/i.test(hex) ? hex + alpha : hex;
}
