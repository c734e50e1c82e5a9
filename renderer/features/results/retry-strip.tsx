/**
 * Below the table: what is selected, or what the filter narrows the failures to, and asking
 * it again. It takes its place from the table, so that it covers no row.
 */
import { RotateCcw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import { describeFilter } from '../../state/retry-store.ts';
import { shownFailures } from '../../state/retrying.ts';
import { useModel, useResults, useRun, useSelection } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { RetryWithButton } from '../retry/retry-with-button.tsx';

export function RetryStrip() {
  const isSelecting = useSelection(
    ({ ids, shown, reading }) => ids.size > 0 || shown !== null || reading !== null,
  );
  return isSelecting ? <SelectedStrip /> : <ShownStrip />;
}

function SelectedStrip() {
  const { selection } = useModel();
  const selected = useSelection((state) => state.ids.size);
  const isAll = useSelection((state) => state.shown !== null);
  const reading = useSelection((state) => state.reading);
  const shown = useResults((state) => state.view?.count ?? 0);
  const failed = useRun(({ totals }) => totals.failed);
  const count = isAll ? shown : selected;
  return (
    <Strip label="Selection">
      <p className="tabular min-w-0 truncate" role="status">
        {reading === null ? (
          <>
            <b className="font-semibold">{formatCount(count)} selected</b>
            {isAll && <span className="text-muted">, all that is shown</span>}
          </>
        ) : (
          <span className="text-muted">
            Selecting {formatCountOf(reading.total, 'row')}, {formatCount(reading.done)} read
          </span>
        )}
      </p>
      <Button
        look="quiet"
        isSmall
        icon={<X aria-hidden className="size-4" />}
        tooltip="Escape"
        onClick={selection.clear}
      >
        Clear selection
      </Button>
      <RetryButtons
        label="Retry selected"
        reason={failed === 0 ? 'Nothing has failed' : ''}
        tooltip="Asks those of them again that failed"
        count={count}
        rows={selection.chosen}
        title={`Retry ${formatCount(count)} selected`}
      />
    </Strip>
  );
}

/** With a search or one cause shown: those that failed of what is shown. */
function ShownStrip() {
  const { results } = useModel();
  const filter = useResults((state) => state.filter);
  const count = useResults((state) => state.view?.count ?? 0);
  const isLoading = useResults((state) => state.isLoading);
  const failed = useRun(({ totals }) => totals.failed);
  const isBehind = useResults((state) => state.isBehind);
  const shown = shownFailures(results);
  if (shown === null || count === 0 || failed === 0) return null;
  const label =
    shown.count === null ? 'Retry those that failed' : `Retry the ${formatCount(shown.count)} shown`;
  return (
    <Strip label="Shown rows">
      <p className="tabular min-w-0 truncate text-muted">
        {formatCount(count)} {describeFilter(filter, count)}
        {isBehind && ' and newer ones'}
      </p>
      <RetryButtons
        label={label}
        reason={isLoading ? 'Reading the rows' : ''}
        tooltip=""
        count={shown.count}
        rows={() => shown.selection}
        title={label}
      />
    </Strip>
  );
}

function Strip({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="flex h-11 shrink-0 items-center gap-2 rounded-b border-t border-line bg-surface pr-2 pl-4"
    >
      {children}
    </section>
  );
}

interface RetryButtonsProps {
  readonly label: string;
  /** Why nothing can be retried; empty: something can. */
  readonly reason: string;
  readonly tooltip: string;
  readonly count: number | null;
  readonly title: string;
  rows(): RetrySelection | null;
}

function RetryButtons({ label, reason, tooltip, count, title, rows }: RetryButtonsProps) {
  const { retry, retryRows } = useModel();
  const busy = useRun((state) => state.busy);
  const disabledReason = reason !== '' ? reason : busy === null ? '' : 'Waiting for the last action';
  return (
    <span className="ml-auto flex shrink-0 gap-1">
      <Button
        isSmall
        className="tabular"
        icon={<RotateCcw aria-hidden className="size-4" />}
        disabledReason={disabledReason}
        tooltip={tooltip}
        onClick={() => {
          const chosen = rows();
          if (chosen !== null) void retryRows(chosen);
        }}
      >
        {label}
      </Button>
      <RetryWithButton
        isSmall
        disabledReason={disabledReason}
        onOpen={() => {
          const chosen = rows();
          if (chosen !== null) retry.open(chosen, count, title);
        }}
      />
    </span>
  );
}
