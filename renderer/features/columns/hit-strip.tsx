/** Where the value of the chosen cell stands in its page. The page is a stranger's: text, and nothing else. */
import { useState } from 'react';
import { formatCountOf } from '../../../shared/format.ts';
import type { TriedCell } from '../../../shared/recipe-work.ts';
import type { Trial } from '../../state/columns-state.ts';
import { useColumns } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { PagePreviewSection } from '../detail/page-preview.tsx';
import { problemWords, shortAddress } from './column-words.ts';
import { partsOf } from './proposals.tsx';
import type { CellPlace } from './trial-table.tsx';

interface Props {
  readonly trial: Trial;
  readonly place: CellPlace | null;
}

export function HitStrip({ trial, place }: Props) {
  const [isPageOpen, setPageOpen] = useState(false);
  const name = useColumns(
    ({ draft }) => draft.columns.find(({ key }) => key === place?.key)?.column.name ?? null,
  );
  const page = trial.pages.find(({ rowId }) => rowId === place?.rowId);
  const index = place?.key == null ? -1 : trial.keys.indexOf(place.key);
  const cell = page?.cells[index];
  return (
    <section
      aria-label="Where it stands"
      className="flex h-32 shrink-0 flex-col border-t border-line bg-sunken px-3 py-2"
    >
      {page === undefined ? (
        <p className="m-auto text-muted">Choose a cell to see where its value stands in the page.</p>
      ) : (
        <>
          <div className="flex items-start gap-3">
            <p className="min-w-0 flex-1 truncate">
              {cell !== undefined && <b className="font-semibold">{name}</b>}
              {cell !== undefined && <span className="text-muted"> on </span>}
              <span className="selectable" title={page.url}>
                {shortAddress(page.url)}
              </span>
              {cell !== undefined && <span className="text-muted">: {hitWords(cell)}</span>}
            </p>
            <Button isSmall aria-haspopup="dialog" onClick={() => setPageOpen(true)}>
              Show the page
            </Button>
          </div>
          {cell === undefined ? (
            <p className="text-muted">
              {page.problem ?? 'Choose one of its cells to see where the value stands.'}
            </p>
          ) : (
            <Snippets cell={cell} />
          )}
        </>
      )}
      {isPageOpen && page !== undefined && (
        <Dialog title={shortAddress(page.url)} className="w-[720px]" onClose={() => setPageOpen(false)}>
          <div className="p-4">
            <PagePreviewSection rowId={page.rowId} />
          </div>
        </Dialog>
      )}
    </section>
  );
}

function hitWords({ cell, isMissing, problem, hits }: TriedCell): string {
  if (problem !== null) return problemWords(problem);
  const { value, original } = partsOf(cell);
  if (isMissing) {
    const why =
      hits === 0 ? 'nothing was found' : `${formatCountOf(hits, 'match', 'matches')}, none of this type`;
    return value === '' ? why : `${why}, so ${value}`;
  }
  const count = hits === 1 ? '' : ` (${formatCountOf(hits, 'match', 'matches')})`;
  return original === null ? `${value}${count}` : `${value}, from ${original}${count}`;
}

function Snippets({ cell: { snippets, isMissing } }: { readonly cell: TriedCell }) {
  if (snippets.length === 0)
    return isMissing ? null : <p className="text-muted">Its place in the source is not known.</p>;
  return (
    <ul
      aria-label="Matches in the source"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it is scrolled with the keys
      tabIndex={0}
      className="selectable mt-1 min-h-0 flex-1 overflow-y-auto font-mono text-12"
    >
      {snippets.map(({ before, hit, after }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- snippets have nothing else, and never move
        <li key={index} className="mb-1 break-all whitespace-pre-wrap">
          <span className="text-muted">{oneLine(before)}</span>
          <mark className="rounded bg-accent-soft px-0.5 font-semibold text-text outline outline-accent">
            {hit}
          </mark>
          <span className="text-muted">{oneLine(after)}</span>
        </li>
      ))}
    </ul>
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
