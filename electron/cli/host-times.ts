/** Times and outcomes per host, as the last lines of `--json` tell them. */
import type { EngineHandlers } from '../../shared/ipc/engine-api.ts';
import type { PhaseSummary } from '../../shared/progress.ts';

export interface HostTimes {
  /** `https://shop.example` */
  readonly origin: string;
  readonly rows: number;
  readonly ok: number;
  readonly failed: number;
  readonly pending: number;
  readonly phases: PhaseSummary;
}

/** A line of JSON that lists every host of a list with thousands of them helps nobody. */
export const HOSTS_TOLD_MAX = 100;

/** @returns The hosts with most failures, then most rows. */
export async function readHostTimes(handlers: EngineHandlers): Promise<readonly HostTimes[]> {
  const { hosts } = await handlers['hosts.read']({ search: '', from: 0, count: HOSTS_TOLD_MAX });
  const told: HostTimes[] = [];
  for (const { hostId } of hosts) {
    const { host, phases } = await handlers['hosts.detail']({ hostId });
    const { origin, rows, ok, failed, pending } = host;
    told.push({ origin, rows, ok, failed, pending, phases });
  }
  return told;
}
