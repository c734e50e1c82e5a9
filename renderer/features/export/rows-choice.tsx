/** Which rows, with how many they are now. */
import { formatCount } from '../../../shared/format.ts';
import { chosenRows, type RowsChoice } from '../../state/export-store.ts';
import { describeFilter } from '../../state/retry-store.ts';
import { useExport, useModel, useResults, useRun, useSelection } from '../../state/use-app.ts';

interface Choice {
  readonly rows: RowsChoice;
  readonly label: string;
  /** `null` while it is being counted. */
  readonly count: number | null;
}

export function RowsChoiceFields() {
  const { exporting } = useModel();
  const chosen = useExport(chosenRows);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 px-2 font-semibold">Rows</legend>
      {useChoices().map(({ rows, label, count }) => (
        <label
          key={rows}
          className="flex h-8 items-center gap-2.5 rounded px-2 hover:bg-hover has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="rows"
            className="size-4 shrink-0 accent-accent"
            checked={chosen === rows}
            onChange={() => exporting.setRows(rows)}
          />
          <span className="min-w-0 truncate">{label}</span>
          <span className="tabular ml-auto text-muted">{count === null ? '' : formatCount(count)}</span>
        </label>
      ))}
    </fieldset>
  );
}

function useChoices(): readonly Choice[] {
  const totals = useRun((state) => state.totals);
  const filter = useResults((state) => state.filter);
  const shown = useResults((state) => (state.isLoading ? null : (state.view?.count ?? null)));
  const selected = useSelection((state) => (state.shown === null ? state.ids.size : null));
  const choices: Choice[] = [
    { rows: 'all', label: 'All rows', count: totals.rows },
    { rows: 'ok', label: 'Only ok', count: totals.ok },
    { rows: 'failed', label: 'Only failed', count: totals.failed },
  ];
  const isFiltered = filter.code !== null || filter.search !== '' || filter.outcome !== 'all';
  if (isFiltered)
    choices.push({ rows: 'shown', label: `In the table now: ${describeFilter(filter)}`, count: shown });
  if (selected === null) choices.push({ rows: 'selected', label: 'Selected in the table', count: shown });
  else if (selected > 0) choices.push({ rows: 'selected', label: 'Selected in the table', count: selected });
  return choices;
}
