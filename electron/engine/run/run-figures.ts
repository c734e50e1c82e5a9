/** The numbers of a run as people see them: ledger, rates, times. */
import type { RunTotals } from '../../../shared/progress.ts';
import type { Clock } from '../clock.ts';
import type { RunFile, RunFileFacts } from '../ledger/run-file.ts';
import type { FetchLoop } from './fetch-loop.ts';
import { LedgerCounts } from './ledger-counts.ts';
import { ParkedHosts } from './parked-hosts.ts';
import { PhaseRecord } from './phase-record.ts';
import type { BatchContent } from './progress-reporter.ts';
import { RateMeter } from './rate-meter.ts';
import { Stopwatch } from './stopwatch.ts';

const PARKED_SHOWN = 10;

export interface RunFiguresOptions {
  readonly clock: Clock;
  readonly file: RunFile;
  readonly facts: RunFileFacts;
  /** Times of earlier sessions were read. */
  readonly onRead: () => void;
}

export class RunFigures {
  readonly counts: LedgerCounts;
  readonly rates = new RateMeter();
  readonly phases: PhaseRecord;
  readonly stopwatch: Stopwatch;
  readonly parked: ParkedHosts;
  readonly #clock: Clock;

  constructor({ clock, file, facts, onRead }: RunFiguresOptions) {
    this.#clock = clock;
    this.counts = new LedgerCounts(facts);
    this.phases = new PhaseRecord({ clock, file, lastEarlierId: facts.attempts, onRead });
    this.stopwatch = new Stopwatch(clock, facts.elapsedMs);
    this.parked = new ParkedHosts(clock);
  }

  totals(loop: FetchLoop | null): RunTotals {
    return this.counts.totals(loop?.inFlight ?? 0, loop?.waitingForRetry ?? 0);
  }

  /** What a progress batch says in numbers. */
  batch(
    loop: FetchLoop | null,
  ): Pick<
    BatchContent,
    'elapsedMs' | 'totals' | 'ratePerSec' | 'failedPerSec' | 'parked' | 'parkedCount' | 'phases'
  > {
    const parked = this.parked.list(PARKED_SHOWN);
    return {
      elapsedMs: this.stopwatch.elapsedMs,
      totals: this.totals(loop),
      ...this.rates.update(this.#clock.now(), this.counts.settled, this.counts.failedAttempts),
      parked: parked.hosts,
      parkedCount: parked.count,
      phases: this.phases.summary(),
    };
  }
}
