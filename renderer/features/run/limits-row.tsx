/** The four sliders in one row; they act at once, also on a run that is going. */
import { useModel, useRun } from '../../state/use-app.ts';
import { LimitSlider } from '../../ui/limit-slider.tsx';

export function LimitsRow() {
  const { run } = useModel();
  const limits = useRun((state) => state.limits);
  if (limits === null) return null;
  return (
    <section
      aria-label="Limits"
      className="panel grid shrink-0 grid-cols-[1fr_1fr_1.3fr_1fr] gap-5 px-4 pt-1.5 pb-0.5"
    >
      <LimitSlider name="concurrency" value={limits.concurrency} onChange={run.setLimit} />
      <LimitSlider name="perHost" value={limits.perHost} onChange={run.setLimit} />
      <LimitSlider name="ratePerSecPerHost" value={limits.ratePerSecPerHost} onChange={run.setLimit} />
      <LimitSlider name="timeoutTotalMs" value={limits.timeoutTotalMs} onChange={run.setLimit} />
    </section>
  );
}
