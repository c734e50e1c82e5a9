/** The ledger equation, in figures that always add up. */
import { Fragment } from 'react';
import { formatCount } from '../../../shared/format.ts';
import { useRun } from '../../state/use-app.ts';
import { LEDGER_PARTS, PART_SHAPE, PART_TEXT } from '../../ui/outcome.ts';
import { LedgerBar } from './ledger-bar.tsx';
import { SaveReportButton } from './save-report-button.tsx';

export function Ledger() {
  const totals = useRun((state) => state.totals);
  // As wide as the largest number can get: a digit more must not move its neighbours.
  const width = `calc(${formatCount(totals.rows).length}ch + 16px)`;
  return (
    <section aria-label="Progress" className="flex flex-col gap-2">
      <LedgerBar counts={totals} />
      <div className="flex items-baseline gap-2">
        {/* Not announced: 15 changes a second would drown everything else. The announcer speaks now and then. */}
        <div
          role="status"
          aria-label="Ledger"
          aria-live="off"
          className="tabular flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-6 text-13"
        >
          <p>
            <b className="font-semibold">{formatCount(totals.rows)} rows</b>
            {LEDGER_PARTS.map((part, index) => (
              <Fragment key={part}>
                <span className="text-muted">{index === 0 ? ' = ' : ' + '}</span>
                <span
                  className={`inline-block text-right font-semibold ${PART_TEXT[part]}`}
                  style={{ minWidth: part === 'skipped' ? undefined : width }}
                >
                  <span aria-hidden className="text-12">
                    {PART_SHAPE[part]}
                  </span>{' '}
                  {formatCount(totals[part])}
                </span>{' '}
                {part}
              </Fragment>
            ))}
          </p>
          <p className="text-muted">
            {formatCount(totals.lines)} lines = {formatCount(totals.rows)} rows + {formatCount(totals.merged)}{' '}
            merged + {formatCount(totals.rejected)} rejected
          </p>
        </div>
        <SaveReportButton />
      </div>
    </section>
  );
}
