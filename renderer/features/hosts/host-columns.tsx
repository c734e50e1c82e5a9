/**
 * The columns of the hosts table: what they are called and what a cell shows. While the run
 * has rows left it is about how hosts are asked, afterwards about what came of it.
 */
import type { ReactNode } from 'react';
import { formatCount, formatPercent, formatRate } from '../../../shared/format.ts';
import type { HostLive } from '../../../shared/host-live.ts';
import type { HostRow } from '../../../shared/rows.ts';
import { formatPhaseMs } from '../run/phase-scale.ts';
import { HostStateCell } from './host-state.tsx';

export interface HostColumn {
  readonly key: string;
  readonly label: string;
  /** As in `grid-template-columns`. */
  readonly width: string;
  readonly isText?: boolean;
  cell(host: HostRow, live: HostLive | undefined): ReactNode;
}

const TIMES: readonly HostColumn[] = [
  { key: 'p50', label: 'p50', width: '68px', cell: ({ p50Ms }) => timeCell(p50Ms) },
  { key: 'p95', label: 'p95', width: '68px', cell: ({ p95Ms }) => timeCell(p95Ms) },
];

const LIVE_COLUMNS: readonly HostColumn[] = [
  {
    key: 'left',
    label: 'rows left',
    width: '84px',
    cell: (host, live) => countCell(live?.pendingRows ?? host.pending),
  },
  { key: 'inFlight', label: 'in flight', width: '88px', cell: (_, live) => inFlightCell(live) },
  { key: 'rate', label: 'rate now', width: '136px', cell: (_, live) => rateCell(live) },
  ...TIMES,
  { key: 'share', label: 'failed', width: '68px', cell: shareCell },
  {
    key: 'state',
    label: 'state',
    width: 'minmax(0, 1.6fr)',
    isText: true,
    cell: (host, live) => <HostStateCell host={host} live={live} />,
  },
];

const RESULT_COLUMNS: readonly HostColumn[] = [
  ...(['rows', 'ok', 'failed', 'skipped', 'pending'] as const).map((key) => ({
    key,
    label: key,
    width: '66px',
    cell: (host: HostRow) => countCell(host[key], key === 'failed' ? 'font-semibold text-failed' : ''),
  })),
  ...TIMES,
];

/** What the panel of an open host shows as well. */
const ALSO_BESIDE = new Set(['p50', 'p95', 'share']);

export function hostColumns(of: {
  readonly isFinished: boolean;
  readonly hasSkipped: boolean;
  readonly isOneOpen: boolean;
}): readonly HostColumn[] {
  if (!of.isFinished) return LIVE_COLUMNS.filter(({ key }) => !of.isOneOpen || !ALSO_BESIDE.has(key));
  return RESULT_COLUMNS.filter(({ key }) => of.hasSkipped || key !== 'skipped');
}

/** One template for the head and every row, so that they line up. The last column is the row's menu. */
export function columnTemplate(columns: readonly HostColumn[]): string {
  return `minmax(0, 1fr) ${columns.map(({ width }) => width).join(' ')} 32px`;
}

function countCell(count: number, look = ''): ReactNode {
  return <span className={count === 0 ? 'text-muted' : look}>{formatCount(count)}</span>;
}

function timeCell(ms: number | null): ReactNode {
  return ms === null ? '' : formatPhaseMs(ms);
}

function isAsked(live: HostLive | undefined): live is HostLive {
  return live !== undefined && live.state !== 'done';
}

/** Both numbers have a place of their own, so that neither moves the other. */
function inFlightCell(live: HostLive | undefined): ReactNode {
  if (!isAsked(live)) return '';
  return (
    <Pair
      now={<span className={live.inFlight === 0 ? 'text-muted' : ''}>{formatCount(live.inFlight)}</span>}
      limit={formatCount(live.inFlightMax)}
      limitWidth="min-w-[2ch]"
    />
  );
}

function rateCell(live: HostLive | undefined): ReactNode {
  if (!isAsked(live)) return '';
  // What it was asked in the seconds before fades only slowly; now it is nothing.
  const isHeld = live.state === 'paused' || live.state === 'parked';
  const perSec = isHeld || live.startedPerSec < 0.05 ? 0 : live.startedPerSec;
  return (
    <Pair
      now={<span className={perSec === 0 ? 'text-muted' : ''}>{formatRate(perSec)}/s</span>}
      limit={live.ratePerSec === null ? null : `${formatRate(live.ratePerSec)}/s`}
      limitWidth="min-w-[5ch]"
    />
  );
}

interface PairProps {
  readonly now: ReactNode;
  /** `null`: there is none. */
  readonly limit: string | null;
  readonly limitWidth: string;
}

function Pair({ now, limit, limitWidth }: PairProps) {
  return (
    <span className="flex justify-end">
      {now}
      <span
        className={`shrink-0 pl-[0.6ch] text-left whitespace-nowrap text-muted ${limit === null ? 'invisible' : ''}`}
      >
        of <span className={`inline-block ${limitWidth}`}>{limit ?? ''}</span>
      </span>
    </span>
  );
}

function shareCell({ failed, ok, skipped, rows }: HostRow): ReactNode {
  const settled = failed + ok + skipped;
  if (settled === 0) return '';
  return (
    <span
      className={failed === 0 ? 'text-muted' : 'font-semibold text-failed'}
      title={`${formatCount(failed)} of ${formatCount(settled)} settled, of ${formatCount(rows)} rows`}
    >
      {formatPercent(failed, settled)}
    </span>
  );
}
