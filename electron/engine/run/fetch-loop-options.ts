/** What a fetch loop needs, and what it tells. */
import type { HoldCode } from '../../../shared/holds.ts';
import type { RunOptions } from '../../../shared/options.ts';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Clock, Random } from '../clock.ts';
import type { Network } from '../fetch/network.ts';
import type { Governor } from '../governor/governor.ts';
import type { FinishedAttempt, WorkLedger, WorkPlan } from '../ledger/work-ledger.ts';
import type { PageDesk } from '../pages/page-desk.ts';
import type { RobotsCache } from '../robots/robots-cache.ts';
import type { ParkedHosts } from './parked-hosts.ts';
import type { Judgement, Page } from './soft-blocks.ts';

/** Tells pages from block pages; see {@link SoftBlocks}. `origin` is that of the row. */
export interface PageJudge {
  needsDigest(origin: string): boolean;
  judge(origin: string, page: Page): Judgement['code'];
}

/** When hosts were asked last, in monotonic milliseconds. */
export type RecentStarts = readonly (readonly [origin: string, startedMs: number])[];

export interface FetchLoopOptions {
  readonly plan: WorkPlan;
  readonly ledger: WorkLedger;
  readonly network: Network;
  readonly clock: Clock;
  readonly random: Random;
  readonly options: RunOptions;
  /** Outlives the loop: a host that asked for peace does not care why we ask again. */
  readonly parked: ParkedHosts;
  /** What the loop before this one told; a rate is kept over the change. */
  readonly recentStarts: RecentStarts;
  readonly pageJudge: PageJudge;
  readonly desk: PageDesk;
  /** Outlives the loop: a robots.txt is read once a run. */
  readonly robots: RobotsCache;
  readonly createGovernor: (originOf: (host: number) => string) => Governor;
  readonly onAttempt: (
    attempt: FinishedAttempt,
    of: { readonly origin: string; readonly isFirst: boolean },
  ) => void;
  /** A row was settled without being asked. */
  readonly onSkipped: (attempt: FinishedAttempt) => void;
  /** A robots.txt came, or its host failed by itself. */
  readonly onRobots: () => void;
  /** Nothing but `code` comes from the host, however long it is left alone. */
  readonly onHostHopeless: (origin: string, code: OutcomeCode) => void;
  /** This computer cannot go on as it is; the row was given back. */
  readonly onLocalTrouble: (code: HoldCode, message: string) => void;
  /** Nothing is in flight and nothing will start by itself: all settled, held, or waiting for paused hosts. */
  readonly onIdle: () => void;
}
