/** The canvas part of the throughput chart: uPlot with this window's colours, axes and markers. */
import uPlot from 'uplot';
import type { Marker, ThroughputHistory } from '../../state/throughput-history.ts';
import {
  boxOf,
  colourOf,
  countAxis,
  dashedSeries,
  okSeries,
  sizeOf,
  timeAxis,
  type ChartBox,
} from './chart-look.ts';

/** What is under the pointer. */
export interface Reading {
  readonly atMs: number;
  readonly rows: number | null;
  readonly failures: number | null;
  /** A mark right beside it. */
  readonly marker: Marker | null;
}

export interface Chart extends ChartBox {
  /** Takes the history as it is now. */
  draw(): void;
}

const MARKER_PX = 4;
/** A mark this near to the pointer is meant. */
const MARKER_REACH_PX = 6;
const SPAN_MIN_SEC = 10;

export function createChart(
  box: HTMLElement,
  history: ThroughputHistory,
  onReading: (reading: Reading | null) => void,
): Chart {
  const plot = new uPlot(
    {
      ...sizeOf(box),
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: {
        // A run of a few seconds fills the chart from the left.
        x: { range: (_plot, min, max) => [min, Math.max(max, min + SPAN_MIN_SEC)] },
        y: { range: (_plot, _min, max) => [0, Math.max(1, max * 1.1)] },
      },
      axes: [timeAxis(clock), countAxis(48)],
      series: [{}, okSeries(), dashedSeries(colourOf('failed-fill'))],
      hooks: {
        draw: [(self) => drawMarkers(self, history)],
        setCursor: [(self) => onReading(readingAt(self, history))],
      },
    },
    [[], [], []],
    box,
  );

  return {
    draw() {
      const { atSec, rows, failures } = history.data();
      plot.setData([atSec, rows, failures]);
    },
    ...boxOf(plot, box),
  };
}

const MARKER_COLOURS: Readonly<Record<Marker['kind'], string>> = {
  limit: 'accent',
  parked: 'waiting-fill',
  paused: 'failed-fill',
  hold: 'waiting-fill',
  restart: 'accent',
};

function drawMarkers(plot: uPlot, history: ThroughputHistory): void {
  const { ctx, bbox } = plot;
  ctx.save();
  for (const marker of history.markers) {
    const x = plot.valToPos(marker.atMs / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colourOf(MARKER_COLOURS[marker.kind]);
    ctx.lineWidth = devicePixelRatio;
    ctx.globalAlpha = 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.globalAlpha = 1;
    ctx.beginPath();
    traceShape(ctx, marker.kind, x, bbox.top, MARKER_PX * devicePixelRatio);
    ctx.fill();
  }
  ctx.restore();
}

/** A shape for each kind, so that colour is not needed to tell them apart. */
function traceShape(
  ctx: CanvasRenderingContext2D,
  kind: Marker['kind'],
  x: number,
  y: number,
  size: number,
): void {
  switch (kind) {
    case 'limit':
      return polygon(ctx, [x, y - size], [x + size, y], [x, y + size], [x - size, y]);
    case 'hold':
      return polygon(ctx, [x - size, y - size], [x + size, y - size], [x, y + size]);
    case 'parked':
      return ctx.rect(x - size * 0.8, y - size * 0.8, size * 1.6, size * 1.6);
    case 'paused':
      ctx.rect(x - size, y - size, size * 0.7, size * 2);
      return ctx.rect(x + size * 0.3, y - size, size * 0.7, size * 2);
    case 'restart':
      return ctx.arc(x, y, size, 0, 2 * Math.PI);
  }
}

function polygon(
  ctx: CanvasRenderingContext2D,
  first: readonly [number, number],
  ...rest: readonly (readonly [number, number])[]
): void {
  ctx.moveTo(...first);
  for (const corner of rest) ctx.lineTo(...corner);
}

function readingAt(plot: uPlot, history: ThroughputHistory): Reading | null {
  const index = plot.cursor.idx;
  const atSec = index === null || index === undefined ? undefined : plot.data[0][index];
  if (atSec === undefined || index === null || index === undefined) return null;
  const pointerPx = plot.cursor.left ?? -1;
  const marker = history.markers.findLast(
    ({ atMs }) => Math.abs(plot.valToPos(atMs / 1000, 'x') - pointerPx) <= MARKER_REACH_PX,
  );
  return {
    atMs: atSec * 1000,
    rows: plot.data[1]?.[index] ?? null,
    failures: plot.data[2]?.[index] ?? null,
    marker: marker ?? null,
  };
}

function clock(sec: number): string {
  return new Date(sec * 1000).toLocaleTimeString('en-GB');
}
