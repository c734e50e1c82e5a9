/** Rows settled so far, and how the rest will probably go: as a picture, and in words for whoever cannot see it. */
import { useEffect, useRef } from 'react';
import 'uplot/dist/uPlot.min.css';
import { clockText } from '../../../shared/finish-by.ts';
import type { Forecast } from '../../../shared/plan.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { createForecastChart } from './forecast-chart.ts';

const DRAW_EVERY_MS = 1000;

export function ForecastPicture() {
  const { run, deadline } = useModel();
  const box = useRef<HTMLDivElement>(null);
  const words = useRun((state) => forecastWords(state.forecast));

  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let chart = createForecastChart(element, run.progress);
    const draw = () => {
      if (document.hidden) return;
      const { totals, forecast, forecastAtMs } = run.store.getState();
      const moment = {
        nowMs: forecast === null ? (run.progress.atMs.at(-1) ?? Date.now()) : forecastAtMs,
        settled: totals.rows - totals.pending,
        rows: totals.rows,
        forecast,
      };
      chart.draw(moment, deadline.store.getState().atMs);
    };
    draw();
    const timer = setInterval(draw, DRAW_EVERY_MS);
    const unsubscribe = deadline.store.subscribe(draw);
    const resize = new ResizeObserver(() => chart.fit());
    resize.observe(element);
    // A canvas does not follow the style sheet by itself.
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => {
      chart.dispose();
      chart = createForecastChart(element, run.progress);
      draw();
    };
    scheme.addEventListener('change', repaint);
    return () => {
      clearInterval(timer);
      unsubscribe();
      resize.disconnect();
      scheme.removeEventListener('change', repaint);
      chart.dispose();
    };
  }, [run, deadline]);

  return <div ref={box} role="img" aria-label={words} className="relative min-h-0 flex-1 overflow-hidden" />;
}

function forecastWords(forecast: Forecast | null): string {
  if (forecast === null) return 'Rows settled so far; when it will be done is not known yet';
  const nowMs = Date.now();
  const at = (leftMs: number) => clockText(nowMs + leftMs, nowMs);
  return `Expected end at ${at(forecast.endMs)}, probably between ${at(forecast.endLowMs)} and ${at(forecast.endHighMs)}`;
}
