/**
 * How long each phase of an attempt takes: p50, p95 and p99, in figures and as a range on
 * one axis. The drawing says nothing that the figures do not, so it is hidden from screen readers.
 */
import { formatCount } from '../../../shared/format.ts';
import { PHASE_NAMES, type PhaseName, type PhaseSummary, type PhaseTimes } from '../../../shared/progress.ts';
import { PHASES } from '../../ui/phases.ts';
import { formatPhaseMs, phaseScale, type PhaseScale } from './phase-scale.ts';

interface Props {
  /** Accessible name. */
  readonly label: string;
  readonly phases: PhaseSummary;
  /** Only the figures, for narrow places. */
  readonly isNarrow?: boolean;
}

export function PhaseTable({ label, phases, isNarrow = false }: Props) {
  const scale = phaseScale(phases);
  const head = `${isNarrow ? 'pl-2' : 'px-2'} text-right font-normal text-muted`;
  const percentiles = ['p50', 'p95', 'p99'];
  return (
    <table
      aria-label={label}
      className={`tabular w-full border-collapse ${isNarrow ? 'text-12' : 'text-13'}`}
    >
      <thead>
        <tr className="h-7 text-12">
          <th scope="col" className="pr-2 text-left font-normal text-muted">
            phase
          </th>
          {!isNarrow && (
            <th scope="col" className="w-full px-2 text-left font-normal">
              <span className="sr-only">range</span>
              <Ticks scale={scale} />
            </th>
          )}
          {percentiles.map((name) => (
            <th key={name} scope="col" className={`${head} ${isNarrow ? 'w-14' : 'min-w-20'}`}>
              {name}
            </th>
          ))}
          {!isNarrow && (
            <th scope="col" className={`${head} min-w-24`}>
              measured
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {PHASE_NAMES.map((phase) => (
          <PhaseRow key={phase} phase={phase} times={phases[phase]} scale={scale} isNarrow={isNarrow} />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly phase: PhaseName;
  readonly times: PhaseTimes | undefined;
  readonly scale: PhaseScale;
  readonly isNarrow: boolean;
}

function PhaseRow({ phase, times, scale, isNarrow }: RowProps) {
  const isWhole = phase === 'total';
  const cell = `${isNarrow ? 'pl-2' : 'px-2'} text-right whitespace-nowrap`;
  return (
    <tr
      className={`${isNarrow ? 'h-6' : 'h-7 short:h-6'} border-t border-line ${isWhole ? 'font-semibold' : ''}`}
    >
      <th scope="row" className={`pr-2 text-left whitespace-nowrap ${isWhole ? '' : 'font-normal'}`}>
        {isWhole ? 'Whole attempt' : PHASES[phase].label}
      </th>
      {times === undefined ? (
        <td colSpan={isNarrow ? 3 : 5} className={`text-muted ${isNarrow ? 'pl-2 text-right' : 'px-2'}`}>
          {isNarrow ? 'none' : NOT_YET[phase]}
        </td>
      ) : (
        <>
          {!isNarrow && (
            <td aria-hidden className="px-2">
              <Range times={times} scale={scale} fill={isWhole ? 'bg-text' : PHASES[phase].fill} />
            </td>
          )}
          <td className={cell}>{formatPhaseMs(times.p50Ms)}</td>
          <td className={cell}>{formatPhaseMs(times.p95Ms)}</td>
          <td className={cell}>{formatPhaseMs(times.p99Ms)}</td>
          {!isNarrow && <td className={`${cell} text-muted`}>{formatCount(times.count)}</td>}
        </>
      )}
    </tr>
  );
}

const NOT_YET: Readonly<Record<PhaseName, string>> = {
  wait: 'No row had its turn yet',
  dns: 'No name was looked up',
  connect: 'No connection was made',
  tls: 'No https connection was made',
  firstByte: 'No answer began yet',
  body: 'No page came yet',
  total: 'No attempt has ended yet',
};

/** A bar from p50 to p95, a line on to p99. */
function Range({ times, scale, fill }: { times: PhaseTimes; scale: PhaseScale; fill: string }) {
  const percent = (ms: number) => `${scale.at(ms) * 100}%`;
  const width = (from: number, to: number) => `${(scale.at(to) - scale.at(from)) * 100}%`;
  return (
    <div className="relative h-3">
      <div className="absolute inset-x-0 top-1/2 h-px bg-line" />
      <div
        className="absolute top-1/2 h-px bg-text"
        style={{ left: percent(times.p95Ms), width: width(times.p95Ms, times.p99Ms) }}
      />
      <div
        className={`absolute top-1/2 h-2 min-w-1 -translate-y-1/2 rounded-full ${fill}`}
        style={{ left: percent(times.p50Ms), width: width(times.p50Ms, times.p95Ms) }}
      />
    </div>
  );
}

function shiftOf(place: number): string {
  if (place === 0) return '';
  return place > 0.97 ? '-translate-x-full' : '-translate-x-1/2';
}

/** Their labels stand in the middle, but at the ends must not stick out. */
function Ticks({ scale }: { readonly scale: PhaseScale }) {
  return (
    <div aria-hidden className="relative h-4">
      {scale.ticksMs.map((ms) => (
        <span
          key={ms}
          className={`absolute whitespace-nowrap text-muted ${shiftOf(scale.at(ms))}`}
          style={{ left: `${scale.at(ms) * 100}%` }}
        >
          {formatPhaseMs(ms)}
        </span>
      ))}
    </div>
  );
}
