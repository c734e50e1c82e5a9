/** Whether the deadline holds, what stands against it, and what would help. */
import { hostName } from '../../../shared/advice-words.ts';
import { clockText, fitOf, fitWords, type Fit } from '../../../shared/finish-by.ts';
import { formatCountOf, formatRate } from '../../../shared/format.ts';
import type { Plan } from '../../../shared/plan.ts';
import { useDeadline, useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { RaiseButton } from './raise-button.tsx';
import { useNow } from './use-now.ts';

const FIT_LOOK: Readonly<
  Record<Fit, { readonly text: string; readonly shape: string; readonly word: string }>
> = {
  fits: { text: 'text-ok', shape: '●', word: '' },
  close: { text: 'text-waiting', shape: '◆', word: ', but it is close' },
  unlikely: { text: 'text-waiting', shape: '◆', word: ', if nothing gets faster' },
  late: { text: 'text-failed', shape: '▲', word: '' },
};
/** Of the band, for the button that sets a deadline which holds. */
const LATER_STEP_MS = 5 * 60_000;

export function PlanVerdict() {
  const atMs = useDeadline((state) => state.atMs);
  // The header's own forecast: two ends that differ by a minute would be one too many.
  const forecast = useRun((state) => state.forecast);
  const nowMs = useRun((state) => state.forecastAtMs);
  if (atMs === null) return null;
  if (forecast === null) return <span className="text-muted">Working out whether that fits</span>;
  const look = FIT_LOOK[fitOf(forecast, atMs - nowMs)];
  return (
    <span role="status" aria-label="Deadline" aria-live="off" className={`tabular font-medium ${look.text}`}>
      <span aria-hidden className="text-12">
        {look.shape}
      </span>{' '}
      {fitWords(forecast, atMs, nowMs)}
      {look.word}
    </span>
  );
}

export function PlanDetail() {
  const { deadline, run } = useModel();
  const plan = useDeadline((state) => state.plan);
  const atMs = useDeadline((state) => state.atMs);
  const pausedHosts = useRun((state) => state.pausedHosts);
  const nowMs = useNow();
  if (plan === null || atMs === null) return null;
  const fit = fitOf(plan.forecast, atMs - nowMs);
  const isAtRisk = fit !== 'fits';
  const laterMs = Math.ceil((nowMs + plan.forecast.endHighMs) / LATER_STEP_MS) * LATER_STEP_MS;
  // A field for the time of day reaches no further.
  const canBeLater = laterMs - nowMs < 86_400_000;
  return (
    <div className="mt-1 flex min-h-9 flex-wrap items-center gap-x-5 gap-y-1 border-t border-line pt-1.5 pb-0.5 text-12">
      <p className="tabular min-w-0 flex-1 text-muted">{needWords(plan)}</p>
      {isAtRisk && (
        <div className="flex flex-wrap items-center gap-2" role="group" aria-label="What would help">
          {plan.help.map((help) => (
            <RaiseButton
              key={help.raise.limit}
              raise={help.raise}
              outcome={`done ${clockText(nowMs + help.endMs, nowMs)}${help.isRisky ? ', at your own risk' : ''}`}
              tooltip={
                help.isRisky
                  ? 'A host has refused requests before: asking it for more may get you blocked'
                  : 'If the hosts bear it; Gleaner slows down when they do not'
              }
            />
          ))}
          {pausedHosts[0] !== undefined && (
            <Button isSmall onClick={() => void run.decideHost(pausedHosts[0]!.origin, 'again')}>
              Go on with {hostName(pausedHosts[0].origin)}
            </Button>
          )}
          {canBeLater && (
            <Button isSmall onClick={() => deadline.set(clockText(laterMs, laterMs))}>
              Finish by {clockText(laterMs, nowMs)} instead
            </Button>
          )}
        </div>
      )}
    </div>
  );
}

function needWords(plan: Plan): string {
  const { neededPerSec, bornePerSec, forecast, lateHosts, lateHostCount, pausedHosts } = plan;
  const need = neededPerSec === null ? 'The time has passed' : `Needs ${formatRate(neededPerSec)}/s`;
  const parts = [`${need}, now ${formatRate(bornePerSec)}/s`];
  const [worst] = lateHosts;
  if (worst !== undefined && lateHostCount > 0)
    parts.push(
      `${hostName(worst.origin)} is last with ${formatCountOf(worst.rowsLeft, 'row')}` +
        `${worst.bornePerSec === null ? '' : ` at ${formatRate(worst.bornePerSec)}/s`}` +
        `${lateHostCount > 1 ? `; ${formatCountOf(lateHostCount, 'host')} would be late` : ''}`,
    );
  else if (forecast.lastHost !== null) parts.push(`${hostName(forecast.lastHost.origin)} will be last`);
  if (pausedHosts.count > 0)
    parts.push(
      `${formatCountOf(pausedHosts.rows, 'row')} of ${formatCountOf(pausedHosts.count, 'paused host')} are not counted`,
    );
  return `${parts.join('. ')}.`;
}
