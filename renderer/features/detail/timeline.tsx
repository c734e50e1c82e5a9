/** Every attempt on a row, of all rounds, newest first. */
import { formatCountOf } from '../../../shared/format.ts';
import type { RowDetail } from '../../../shared/rows.ts';
import { AttemptCard, timeOf } from './attempt-card.tsx';
import { type Round, roundsOf } from './rounds.ts';

export function Timeline({ detail: { row, attempts, rounds } }: { readonly detail: RowDetail }) {
  const shown = roundsOf(attempts, rounds);
  return (
    <section aria-label="Attempts">
      <h3 className="mb-2 font-semibold">{formatCountOf(attempts.length, 'attempt')}</h3>
      {shown.length === 0 && <p className="text-muted">Not asked for yet.</p>}
      {shown.map((round) => (
        <RoundOfRow key={round.round} round={round} isPending={row.outcome === null} />
      ))}
    </section>
  );
}

interface RoundProps {
  readonly round: Round;
  readonly isPending: boolean;
}

function RoundOfRow({ round: { round, name, startedAtMs, settings, attempts }, isPending }: RoundProps) {
  const id = `round-${round}`;
  return (
    <section aria-labelledby={id} className="mb-3">
      <h4 id={id} className="tabular mb-1.5 flex items-baseline gap-2 border-b border-line pb-1">
        <span className="font-semibold">{name}</span>
        {startedAtMs !== null && (
          <span className="text-12 font-normal text-muted">
            {round === 0 ? 'begun' : 'at'} {whenOf(startedAtMs)}
          </span>
        )}
      </h4>
      {settings !== '' && <p className="selectable mb-1.5 text-12 break-words">With {settings}</p>}
      {attempts.length === 0 ? (
        <p className="text-muted">{isPending ? 'Waiting for its turn.' : 'Not asked in this round.'}</p>
      ) : (
        <ol className="relative flex flex-col gap-3 before:absolute before:top-2 before:bottom-2 before:left-[5px] before:w-0.5 before:bg-line">
          {attempts.map((attempt) => (
            <AttemptCard key={attempt.number} attempt={attempt} />
          ))}
        </ol>
      )}
    </section>
  );
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** The time alone for today. */
function whenOf(atMs: number): string {
  const date = new Date(atMs);
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? timeOf(atMs) : `${dayFormat.format(date)}, ${timeOf(atMs)}`;
}
