/** One line on what holds the run up, and beside it whether the run is done by a time that the user sets. */
import { CircleGauge, X } from 'lucide-react';
import { useId } from 'react';
import { adviceWords } from '../../../shared/advice-words.ts';
import { useDeadline, useModel, useRun } from '../../state/use-app.ts';
import { PlanDetail, PlanVerdict } from './plan-words.tsx';
import { RaiseButton } from './raise-button.tsx';

export function OutlookRow() {
  const isRunning = useRun((state) => state.state === 'running' || state.state === 'pausing');
  const hasDeadline = useDeadline((state) => state.atMs !== null);
  if (!isRunning) return null;
  return (
    <section aria-label="Outlook" className="panel shrink-0 px-4 py-1.5">
      <div className="flex min-h-7 items-center gap-5">
        <AdviceLine />
        <div className="ml-auto flex shrink-0 items-center gap-3">
          {hasDeadline && <PlanVerdict />}
          <FinishBy />
        </div>
      </div>
      {hasDeadline && <PlanDetail />}
    </section>
  );
}

function AdviceLine() {
  const advice = useRun((state) => state.advice);
  const isHeld = useRun((state) => state.hold !== null);
  const raise = advice?.raise ?? null;
  // Not twice: what would help with the deadline stands below.
  const isOffered = useDeadline(
    ({ plan, atMs }) =>
      plan !== null &&
      atMs !== null &&
      plan.forecast.endHighMs > atMs - Date.now() &&
      plan.help.some((help) => help.raise.limit === raise?.limit),
  );
  if (isHeld) return null;
  const words = advice === null ? null : adviceWords(advice);
  return (
    <div
      className="flex min-w-0 items-center gap-2"
      role="status"
      aria-label="What holds the run up"
      aria-live="off"
    >
      <CircleGauge aria-hidden className="size-4 shrink-0 text-muted" />
      <p className="tabular min-w-0 truncate" title={words === null ? '' : `${words.cause} ${words.way}`}>
        {words === null ? (
          <span className="text-muted">Finding out what holds it up</span>
        ) : (
          <>
            <span className="font-medium">{words.cause}</span> <span className="text-muted">{words.way}</span>
          </>
        )}
      </p>
      {raise !== null && !isOffered && <RaiseButton raise={raise} />}
    </div>
  );
}

function FinishBy() {
  const { deadline } = useModel();
  const id = useId();
  const text = useDeadline((state) => state.text);
  const isWrong = useDeadline((state) => state.text !== '' && state.atMs === null);
  return (
    <span className="relative flex items-center gap-2">
      <label htmlFor={id} className="text-13 font-medium">
        Finish by
      </label>
      <input
        id={id}
        value={text}
        placeholder="HH:MM"
        maxLength={5}
        inputMode="numeric"
        autoComplete="off"
        spellCheck={false}
        aria-invalid={isWrong || undefined}
        title="A time of today or tomorrow, such as 18:00"
        onChange={(event) => deadline.set(event.currentTarget.value)}
        className="tabular selectable h-7 w-24 rounded border border-edge bg-surface pr-7 pl-2 placeholder:text-muted aria-invalid:border-failed"
      />
      {text !== '' && (
        <button
          type="button"
          aria-label="Clear the deadline"
          className="absolute right-0.5 grid size-6 place-items-center rounded text-muted hover:bg-hover hover:text-text"
          onClick={deadline.clear}
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </span>
  );
}
