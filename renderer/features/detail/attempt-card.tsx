/** One attempt: when, how it ended, where it was led, and what its time went into. */
import { formatBytes, formatDuration } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { AttemptRecord } from '../../../shared/rows.ts';
import { PART_SHAPE, PART_TEXT, partOf } from '../../ui/outcome.ts';
import { PhaseBar } from './phase-bar.tsx';

export function AttemptCard({ attempt }: { readonly attempt: AttemptRecord }) {
  const part = partOf(attempt.code);
  const facts = [
    attempt.status === null ? null : `status ${attempt.status}`,
    attempt.bytes > 0 ? formatBytes(attempt.bytes) : null,
    formatDuration(attempt.durationMs),
    attempt.contentType,
  ].filter((fact) => fact !== null && fact !== '');
  return (
    <li className="relative pl-6">
      <span
        aria-hidden
        className={`absolute top-0 left-0 grid h-5 w-3 place-items-center bg-surface text-12 ${PART_TEXT[part]}`}
      >
        {PART_SHAPE[part]}
      </span>
      <p className="tabular flex items-baseline gap-2">
        <span className="min-w-0 font-medium">{OUTCOMES[attempt.code].cause}</span>
        <span className="ml-auto shrink-0 text-12 text-muted">{timeOf(attempt.startedAtMs)}</span>
      </p>
      <p className="tabular text-12 text-muted">
        {attempt.code !== 'ok' && <code className="font-mono">{attempt.code} · </code>}
        <span className="break-words">{facts.join(' · ')}</span>
      </p>
      <PhaseBar phases={attempt.phases} />
      {attempt.hops.map((hop, index) => (
        <p key={`${index}-${hop.url}`} className="selectable text-12 break-all">
          <span className="text-muted">{hop.status} from </span>
          <span className="font-mono">{hop.url}</span>
        </p>
      ))}
      {attempt.error !== null && attempt.error !== '' && (
        <p className="selectable mt-1 font-mono text-12 break-words text-muted">{attempt.error}</p>
      )}
      {!attempt.isSettled && <p className="text-12 text-muted">Tried again after this.</p>}
    </li>
  );
}

export function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}
