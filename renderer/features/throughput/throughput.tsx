/** Rows and failures per second over the run's time, with a mark where something began that explains them. */
import { useEffect, useRef, useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import { formatRate } from '../../../shared/format.ts';
import type { Marker } from '../../state/throughput-history.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { createChart, type Reading } from './chart.ts';
import { ForecastPicture } from './forecast.tsx';

const DRAW_EVERY_MS = 250;

/** How fast it goes, or when it will be done: one picture at a time. */
export function Throughput() {
  const [isForecast, setForecast] = useState(false);
  return isForecast ? (
    <figure aria-label="Forecast" className="panel relative flex min-h-0 min-w-0 flex-col px-4 pt-1.5 pb-1">
      <figcaption className="flex h-7 items-center gap-4">
        <ChartChoice isForecast onChoose={setForecast} />
        <Key colour="bg-ok-fill" text="rows settled" />
        <Key colour="bg-accent" text="expected, and how sure that is" isDashed />
      </figcaption>
      <ForecastPicture />
    </figure>
  ) : (
    <SpeedChart onChoose={setForecast} />
  );
}

function ChartChoice({
  isForecast,
  onChoose,
}: {
  readonly isForecast: boolean;
  readonly onChoose: (isForecast: boolean) => void;
}) {
  const one = (name: string, isChosen: boolean, value: boolean) => (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={() => onChoose(value)}
      className="h-6 rounded px-2 text-13 text-muted hover:bg-hover hover:text-text aria-pressed:bg-accent-soft aria-pressed:font-semibold aria-pressed:text-text"
    >
      {name}
    </button>
  );
  return (
    <span role="group" aria-label="Chart" className="-ml-2 flex gap-1">
      {one('Throughput', !isForecast, false)}
      {one('Forecast', isForecast, true)}
    </span>
  );
}

function SpeedChart({ onChoose }: { readonly onChoose: (isForecast: boolean) => void }) {
  const { run } = useModel();
  const box = useRef<HTMLDivElement>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [isEmpty, setEmpty] = useState(true);
  const [marker, setMarker] = useState<Marker | null>(null);
  const isRunning = useRun((state) => state.state === 'running');
  const ratePerSec = useRun((state) => Math.round(state.ratePerSec));
  const failedPerSec = useRun((state) => Math.round(state.failedPerSec * 10) / 10);
  const shown = reading ?? (isRunning ? { rows: ratePerSec, failures: failedPerSec } : null);

  const caption = captionOf(reading, marker);

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { history } = run;
    let drawn = -1;
    let chart = createChart(element, history, setReading);

    const draw = () => {
      if (history.version === drawn || document.hidden) return;
      drawn = history.version;
      chart.draw();
      setEmpty(history.data().atSec.length < 2);
      setMarker(history.markers.at(-1) ?? null);
    };
    draw();
    const timer = setInterval(draw, DRAW_EVERY_MS);
    const resize = new ResizeObserver(() => chart.fit());
    resize.observe(element);
    // A canvas does not follow the style sheet by itself.
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => {
      chart.dispose();
      chart = createChart(element, history, setReading);
      chart.draw();
    };
    scheme.addEventListener('change', repaint);
    return () => {
      clearInterval(timer);
      resize.disconnect();
      scheme.removeEventListener('change', repaint);
      chart.dispose();
    };
  }, [run]);

  return (
    <figure aria-label="Throughput" className="panel relative flex min-h-0 min-w-0 flex-col px-4 pt-1.5 pb-1">
      <figcaption className="flex h-7 items-center gap-4">
        <ChartChoice isForecast={false} onChoose={onChoose} />
        <Key colour="bg-ok-fill" text="rows/s" value={shown?.rows ?? null} />
        <Key colour="bg-failed-fill" text="failures/s" value={shown?.failures ?? null} isDashed />
        <span className="tabular ml-auto truncate text-12 text-muted" title={caption}>
          {caption}
        </span>
      </figcaption>
      <div ref={box} className={`relative min-h-0 flex-1 overflow-hidden ${isEmpty ? 'invisible' : ''}`} />
      {isEmpty && (
        <p className="pointer-events-none absolute inset-0 grid place-items-center text-muted">
          <EmptyWords />
        </p>
      )}
    </figure>
  );
}

function EmptyWords() {
  const state = useRun((current) => current.state);
  return state === 'running'
    ? 'The first seconds are being measured.'
    : 'Nothing was fetched since this run was opened.';
}

interface KeyProps {
  readonly colour: string;
  readonly text: string;
  readonly value?: number | null | undefined;
  readonly isDashed?: boolean;
}

function Key({ colour, text, value, isDashed = false }: KeyProps) {
  return (
    <span className="flex items-baseline gap-1.5 text-12 text-muted">
      <span aria-hidden className="flex w-4 gap-0.5 self-center">
        <span className={`h-0.5 flex-1 ${colour}`} />
        {isDashed && <span className={`h-0.5 flex-1 ${colour}`} />}
      </span>
      {text}
      {value !== undefined && (
        <b className="tabular inline-block min-w-[5ch] font-semibold text-text">
          {value === null ? '' : formatRate(value)}
        </b>
      )}
    </span>
  );
}

/** The mark under the pointer, or the last one while nothing is pointed at. */
function captionOf(reading: Reading | null, last: Marker | null): string {
  const marker = reading === null ? last : reading.marker;
  if (marker !== null) return `${timeOf(marker.atMs)} ${marker.text}`;
  return reading === null ? '' : timeOf(reading.atMs);
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}
