/** What the recipe's columns found in the page of a row, and what they did not. */
import { formatCountOf } from '../../../shared/format.ts';
import type { StoredCell } from '../../../shared/recipe.ts';
import type { ExtractedRow } from '../../../shared/rows.ts';

export function FromThePage({ found }: { readonly found: ExtractedRow }) {
  const { cells, missing, problem } = found;
  return (
    <section>
      <h3 className="mb-1 font-semibold">From the page</h3>
      {problem !== null && <p className="mb-1">Nothing was taken out: {problem}</p>}
      {problem === null && missing > 0 && (
        <p className="mb-1">{formatCountOf(missing, 'required column')} found nothing.</p>
      )}
      <dl className="grid grid-cols-[minmax(0,120px)_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {cells.map(({ name, cell }) => (
          <div key={name} className="contents">
            <dt className="truncate text-muted">{name}</dt>
            <dd className="selectable min-w-0 break-words">
              <Cell cell={cell} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Cell({ cell }: { readonly cell: StoredCell }) {
  if (cell === null) return <span className="text-muted">nothing</span>;
  if (typeof cell === 'string') return cell;
  const [value, original] = cell;
  return (
    <>
      {value} <span className="text-muted">({original})</span>
    </>
  );
}
