/** The canvas part of the forecast: rows settled, the expected way to the end and its band, the deadline. */
import uPlot from 'uplot';
import { clockText } from '../../../shared/finish-by.ts';
import { formatThreeDigits } from '../../../shared/format.ts';
import { CalmAxis, forecastLines, type ForecastMoment } from '../../state/forecast-lines.ts';
import type { ProgressHistory } from '../../state/progress-history.ts';
import {
  boxOf,
  colourOf,
  countAxis,
  dashedSeries,
  okSeries,
  sizeOf,
  timeAxis,
  withAlpha,
  type ChartBox,
} from './chart-look.ts';

export interface ForecastChart extends ChartBox {
  draw(moment: ForecastMoment, deadlineAtMs: number | null): void;
}

export function createForecastChart(box: HTMLElement, history: ProgressHistory): ForecastChart {
  const span = new CalmAxis();
  let fromSec = 0;
  let toSec = 1;
  let rows = 1;
  let deadlineAtMs: number | null = null;
  const accent = colourOf('accent');
  const hidden = { stroke: 'transparent', points: { show: false }, spanGaps: true } as const;

  const plot = new uPlot(
    {
      ...sizeOf(box),
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { range: () => [fromSec, toSec] },
        y: { range: () => [0, Math.max(1, rows) * 1.05] },
      },
      axes: [timeAxis(clock), countAxis(56, short)],
      series: [{}, okSeries(), hidden, dashedSeries(accent), hidden],
      bands: [{ series: [2, 4], fill: withAlpha(accent, '2b') }],
      hooks: { draw: [(self) => drawDeadline(self, deadlineAtMs)] },
    },
    [[], [], [], [], []],
    box,
  );

  return {
    draw(moment, deadline) {
      const lines = forecastLines(history, moment);
      const { nowMs, forecast } = moment;
      const startMs = history.atMs[0] ?? nowMs;
      const endsMs = nowMs + (forecast?.endHighMs ?? 10_000);
      // A deadline far beyond the end would press the run into a corner.
      const isNear = deadline !== null && deadline - startMs < (endsMs - startMs) * 2;
      deadlineAtMs = deadline;
      rows = moment.rows;
      fromSec = startMs / 1000;
      toSec = span.to(startMs, Math.max(endsMs, isNear ? deadline : 0)) / 1000;
      plot.setData([lines.atSec, lines.settled, lines.quick, lines.expected, lines.slow]);
    },
    ...boxOf(plot, box),
  };
}

function drawDeadline(plot: uPlot, deadlineAtMs: number | null): void {
  if (deadlineAtMs === null) return;
  const { ctx, bbox } = plot;
  const x = plot.valToPos(deadlineAtMs / 1000, 'x', true);
  if (x < bbox.left || x > bbox.left + bbox.width) return;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colourOf('text');
  ctx.lineWidth = 1.5 * ratio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.font = `600 ${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
  ctx.textBaseline = 'bottom';
  const isLeft = x > bbox.left + bbox.width / 2;
  ctx.textAlign = isLeft ? 'right' : 'left';
  ctx.fillText(
    `Finish by ${clockText(deadlineAtMs, Date.now())}`,
    x + (isLeft ? -6 : 6) * ratio,
    bbox.top + bbox.height - 4 * ratio,
  );
  ctx.restore();
}

/** Seconds only where they tell two labels apart. */
function clock(sec: number, stepSec: number): string {
  return new Date(sec * 1000).toLocaleTimeString('en-GB').slice(0, stepSec < 60 ? 8 : 5);
}

function short(value: number): string {
  if (value >= 1_000_000) return `${formatThreeDigits(value / 1_000_000)} M`;
  return value >= 10_000 ? `${formatThreeDigits(value / 1000)} k` : formatThreeDigits(value);
}
