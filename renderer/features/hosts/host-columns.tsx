/** The columns of the hosts table: what they are called and what a cell shows. */
import type { ReactNode } from 'react';
import { formatCount } from '../../../shared/format.ts';
import type { HostRow } from '../../../shared/rows.ts';
import { formatPhaseMs } from '../run/phase-scale.ts';

export interface HostColumn {
  readonly key: string;
  readonly label: string;
  /** Width in pixels; the host takes what is left. */
  readonly widthPx: number;
  cell(host: HostRow): ReactNode;
}

const COUNTS = ['rows', 'ok', 'failed', 'skipped', 'pending'] as const;

export const HOST_COLUMNS: readonly HostColumn[] = [
  ...COUNTS.map((key) => ({
    key,
    label: key,
    widthPx: 66,
    cell: (host: HostRow) => (
      <span className={host[key] === 0 ? 'text-muted' : key === 'failed' ? 'font-semibold text-failed' : ''}>
        {formatCount(host[key])}
      </span>
    ),
  })),
  { key: 'p50', label: 'p50', widthPx: 74, cell: ({ p50Ms }) => timeCell(p50Ms) },
  { key: 'p95', label: 'p95', widthPx: 74, cell: ({ p95Ms }) => timeCell(p95Ms) },
];

function timeCell(ms: number | null): ReactNode {
  return ms === null ? '' : formatPhaseMs(ms);
}

/** One template for the head and every row, so that they line up. */
export function columnTemplate(columns: readonly HostColumn[]): string {
  return `minmax(0, 1fr) ${columns.map(({ widthPx }) => `${widthPx}px`).join(' ')}`;
}
