/**
 * How each phase of an attempt is called and drawn. A colour never stands alone: wherever
 * phases are drawn, their words and figures stand beside them in the same order.
 */
import { formatDuration } from '../../shared/format.ts';
import type { PhaseName } from '../../shared/progress.ts';
import type { AttemptPhases } from '../../shared/rows.ts';

/** Phases that follow each other; `total` is over them. */
export type PartPhase = Exclude<PhaseName, 'total'>;

interface PhaseLook {
  readonly label: string;
  /** For narrow places. */
  readonly short: string;
  readonly fill: string;
}

export const PHASES: Readonly<Record<PartPhase, PhaseLook>> = {
  wait: { label: 'Waiting for its turn', short: 'waiting', fill: 'bg-pending-fill hatched' },
  dns: { label: 'Name lookup', short: 'name', fill: 'bg-skipped-fill' },
  connect: { label: 'Connecting', short: 'connect', fill: 'bg-waiting-fill' },
  tls: { label: 'TLS', short: 'TLS', fill: 'bg-edge' },
  firstByte: { label: 'First byte', short: 'first byte', fill: 'bg-accent' },
  body: { label: 'Body', short: 'body', fill: 'bg-ok-fill' },
};

export interface PhaseShare extends PhaseLook {
  readonly phase: PartPhase;
  readonly ms: number;
}

const FIELDS: readonly (readonly [PartPhase, keyof AttemptPhases])[] = [
  ['wait', 'waitMs'],
  ['dns', 'dnsMs'],
  ['connect', 'connectMs'],
  ['tls', 'tlsMs'],
  ['firstByte', 'firstByteMs'],
  ['body', 'bodyMs'],
];

/** The phases that happened, in their order. */
export function phasesOf(phases: AttemptPhases): PhaseShare[] {
  return FIELDS.flatMap(([phase, field]) => {
    const ms = phases[field];
    return ms === null ? [] : [{ phase, ms, ...PHASES[phase] }];
  });
}

/** `waiting 1.2 s, connect 3 ms, first byte 84 ms`, for those who do not see the bar. */
export function describePhases(shares: readonly PhaseShare[]): string {
  return shares.map(({ short, ms }) => `${short} ${formatDuration(ms)}`).join(', ');
}
