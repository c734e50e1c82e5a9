/** One attempt: when, how it ended, where it was led, and what its time went into. */
import { formatBytes, formatDuration } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { AttemptPhases, AttemptRecord } from '../../../shared/rows.ts';
import { PART_SHAPE, PART_TEXT, partOf } from '../../ui/outcome.ts';

export function AttemptCard({ attempt }: { readonly attempt: AttemptRecord }) {
  const part = partOf(attempt.code);
  const facts = [
    attempt.status === null ? null : `status ${attempt.status}`,
    attempt.bytes > 0 ? formatBytes(attempt.bytes) : null,
    formatDuration(attempt.durationMs),
    attempt.contentType,
  ].filter((fact) => fact !== null && fact !== '');
  return (
    <li className="border-l-2 border-line pl-3">
      <p className="tabular flex items-baseline gap-2">
        <span aria-hidden className={`text-12 ${PART_TEXT[part]}`}>
          {PART_SHAPE[part]}
        </span>
        <span className="font-medium">{OUTCOMES[attempt.code].cause}</span>
        <span className="ml-auto shrink-0 text-12 text-muted">
          {attempt.round > 0 && `retry ${attempt.round}, `}
          {timeOf(attempt.startedAtMs)}
        </span>
      </p>
      <p className="tabular truncate text-12 text-muted">{facts.join(' · ')}</p>
      <Phases phases={attempt.phases} />
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

const PHASES: readonly (readonly [keyof AttemptPhases, string, string])[] = [
  ['dnsMs', 'name', 'bg-skipped-fill'],
  ['connectMs', 'connect', 'bg-waiting-fill'],
  ['tlsMs', 'TLS', 'bg-edge'],
  ['firstByteMs', 'first byte', 'bg-accent'],
  ['bodyMs', 'body', 'bg-ok-fill'],
];

/** Where the time went, as a bar and in words. */
function Phases({ phases }: { readonly phases: AttemptPhases }) {
  const shown = PHASES.flatMap(([key, label, colour]) => {
    const ms = phases[key];
    return ms === null ? [] : [{ key, label, colour, ms }];
  });
  if (shown.length === 0) return null;
  return (
    <div className="my-1">
      <div aria-hidden className="flex h-1.5 gap-px overflow-hidden rounded-full bg-sunken">
        {shown.map(({ key, colour, ms }) => (
          <div key={key} className={colour} style={{ flexGrow: Math.max(ms, 0.5), flexBasis: 0 }} />
        ))}
      </div>
      <p className="tabular mt-0.5 flex flex-wrap gap-x-3 text-12 text-muted">
        {shown.map(({ key, label, colour, ms }) => (
          <span key={key} className="flex items-center gap-1">
            <span aria-hidden className={`size-2 rounded-full ${colour}`} />
            {label} {formatDuration(ms)}
          </span>
        ))}
      </p>
    </div>
  );
}

function timeOf(atMs: number): string {
  return new Date(atMs).toLocaleTimeString('en-GB');
}
