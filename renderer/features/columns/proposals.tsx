/** What *Find product data* proposes: each with how many pages had it, an example, and where it comes from. */
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { StoredCell } from '../../../shared/recipe.ts';
import type { ColumnProposal, FoundProductData } from '../../../shared/recipe-work.ts';
import { useColumns, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { originWords } from './column-words.ts';

/** A column that fewer pages have is more likely a slip than data. */
const GOOD_SHARE = 0.5;

export function Proposals({ found }: { readonly found: FoundProductData }) {
  const { columns } = useModel();
  const there = useColumns(({ draft }) => new Set(draft.columns.map(({ column }) => column.name)).size);
  const { proposals, pages, problems } = found;
  const [ticked, setTicked] = useState<ReadonlySet<string>>(
    () => new Set(proposals.filter((one) => isGood(one, pages)).map(({ column }) => column.name)),
  );
  const chosen = proposals.filter(({ column }) => ticked.has(column.name));

  function toggle(name: string): void {
    const next = new Set(ticked);
    if (!next.delete(name)) next.add(name);
    setTicked(next);
  }

  return (
    <>
      <div className="flex h-11 shrink-0 items-center gap-3 border-b border-line pr-2 pl-4">
        <h2 className="font-semibold">Product data</h2>
        <p className="tabular min-w-0 truncate text-muted" role="status">
          {proposals.length === 0
            ? `Nothing was found on ${formatCountOf(pages, 'page')}.`
            : `Found on a sample of ${formatCountOf(pages, 'page')}.`}
          {there > 0 && ' A column of the same name is replaced.'}
        </p>
        <span className="ml-auto flex shrink-0 gap-2">
          <Button onClick={columns.closeProposals}>Back</Button>
          <Button
            look="primary"
            disabledReason={chosen.length === 0 ? 'Tick at least one' : ''}
            onClick={() => columns.takeProposals(chosen.map(({ column }) => column))}
          >
            {chosen.length === 1 ? 'Use this column' : `Use these columns (${chosen.length})`}
          </Button>
        </span>
      </div>
      {proposals.length === 0 ? (
        <p className="m-auto max-w-[520px] p-6 text-center text-muted">
          These pages say nothing about a product that could be recognised. Add a column and say where its
          value stands.
        </p>
      ) : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled with the keys
        <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="region" aria-label="Proposals">
          <table className="w-full table-fixed border-collapse">
            <thead className="sticky top-0 z-10 bg-surface text-left text-12 text-muted">
              <tr className="h-7">
                <th className="w-44 pl-4 font-normal">column</th>
                <th className="w-40 font-normal">found on</th>
                <th className="font-normal">for example</th>
                <th className="w-56 pr-4 font-normal">where it comes from</th>
              </tr>
            </thead>
            <tbody>
              {proposals.map((one) => (
                <Proposal
                  key={one.column.name}
                  proposal={one}
                  pages={pages}
                  isTicked={ticked.has(one.column.name)}
                  onToggle={() => toggle(one.column.name)}
                />
              ))}
            </tbody>
          </table>
          {problems.length > 0 && (
            <p className="flex gap-2 p-4 text-muted">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
              {formatCountOf(problems.length, 'page')} could not be looked at: {problems[0]}
            </p>
          )}
        </div>
      )}
    </>
  );
}

function isGood({ found }: ColumnProposal, pages: number): boolean {
  return found >= pages * GOOD_SHARE;
}

interface ProposalProps {
  readonly proposal: ColumnProposal;
  readonly pages: number;
  readonly isTicked: boolean;
  onToggle(): void;
}

function Proposal({ proposal, pages, isTicked, onToggle }: ProposalProps) {
  const { column, found, example } = proposal;
  const { value, original } = partsOf(example);
  return (
    <tr className="h-8 border-t border-line hover:bg-hover">
      <th scope="row" className="pl-4 text-left font-normal">
        <label className="flex items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            aria-label={column.name}
            checked={isTicked}
            onChange={onToggle}
          />
          <span className="truncate font-medium">{column.name}</span>
        </label>
      </th>
      <td className="tabular">
        <span className="inline-block w-20">
          {formatCount(found)} of {formatCount(pages)}
        </span>
        <span aria-hidden className="inline-block h-1.5 w-14 overflow-hidden rounded-full bg-pending-fill">
          <span
            className="block h-1.5 bg-ok-fill"
            style={{ width: `${(found / Math.max(1, pages)) * 100}%` }}
          />
        </span>
      </td>
      <td className="selectable truncate pr-4" title={value}>
        <bdi>{value}</bdi>
        {original !== null && <span className="ml-2 text-12 text-muted">from {original}</span>}
      </td>
      <td className="truncate pr-4 text-muted">{originWords(proposal)}</td>
    </tr>
  );
}

export function partsOf(cell: StoredCell): { readonly value: string; readonly original: string | null } {
  if (cell === null) return { value: '', original: null };
  return typeof cell === 'string' ? { value: cell, original: null } : { value: cell[0], original: cell[1] };
}
