/** Everything known about one row: its outcome in words, and each attempt on it. Page content is text, never markup. */
import { Copy, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import { formatCount } from '../../../shared/format.ts';
import { type OutcomeCode, OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { RowDetail } from '../../../shared/rows.ts';
import { api, toShownError } from '../../api/bridge.ts';
import { useModel, useResults, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { FAULT_WORDS, PART_SHAPE, PART_TEXT, partOf } from '../../ui/outcome.ts';
import { copyText } from '../../ui/copy-text.ts';
import { Problem } from '../../ui/problem.tsx';
import { PagePreviewSection } from './page-preview.tsx';
import { FromThePage } from './from-the-page.tsx';
import { Timeline } from './timeline.tsx';

export function RowDetailPanel() {
  const rowId = useResults((state) => state.openRowId);
  return rowId === null ? null : <Panel rowId={rowId} />;
}

const READ_AGAIN_MS = 1000;

function Panel({ rowId }: { readonly rowId: number }) {
  const { results, run } = useModel();
  const [detail, setDetail] = useState<RowDetail | null>(null);
  const [error, setError] = useState<WireError | null>(null);
  const ref = useRef<HTMLElement>(null);

  useEffect(() => {
    let isCurrent = true;
    const read = () =>
      api
        .call('rows.detail', { rowId })
        .then((found) => {
          if (!isCurrent) return;
          setDetail(found);
          setError(null);
        })
        .catch((failure: unknown) => isCurrent && setError(toShownError(failure)));
    void read();
    // A row that is pending may be fetched while it is looked at.
    const timer = setInterval(() => run.store.getState().state === 'running' && void read(), READ_AGAIN_MS);
    return () => {
      isCurrent = false;
      clearInterval(timer);
    };
  }, [rowId, run]);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !(event.target instanceof HTMLInputElement)) results.openRow(null);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [results]);

  return (
    <aside
      ref={ref}
      aria-label="Row"
      className="panel fixed top-[104px] right-5 bottom-4 z-30 flex w-[440px] flex-col shadow-float"
    >
      <header className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 className="tabular text-14 font-semibold">
          {detail === null ? 'Row' : `Line ${formatCount(detail.row.line)}`}
        </h2>
        <button
          type="button"
          aria-label="Close the row"
          className="ml-auto grid size-8 place-items-center rounded text-muted hover:bg-hover hover:text-text"
          onClick={() => results.openRow(null)}
        >
          <X aria-hidden className="size-4" />
        </button>
      </header>
      <div
        className="min-h-0 flex-1 overflow-y-auto p-4"
        tabIndex={0}
        role="region"
        aria-label="About the row"
      >
        {error !== null && <Problem error={error} />}
        {detail === null && error === null && <p className="text-muted">Reading the row</p>}
        {detail !== null && <About detail={detail} />}
      </div>
    </aside>
  );
}

function About({ detail }: { readonly detail: RowDetail }) {
  const { notices } = useModel();
  const isRunning = useRun((state) => state.state === 'running');
  const { row, extra } = detail;
  const code = row.outcome ?? row.lastCode;

  function copy(): void {
    if (copyText(row.url)) notices.add('info', 'The URL was copied.');
    else notices.add('warning', 'The URL could not be copied.', 'Select it and press Ctrl+C.');
  }

  return (
    <div className="flex flex-col gap-4">
      <div>
        <p className="selectable font-mono text-12 break-all">{row.url}</p>
        <Button isSmall className="mt-2" icon={<Copy aria-hidden className="size-4" />} onClick={copy}>
          Copy URL
        </Button>
      </div>
      <OutcomeWords outcome={row.outcome} code={code} isRunning={isRunning} />
      {row.title !== null && row.title !== '' && <Fact name="Title" value={row.title} />}
      {row.finalUrl !== null && row.finalUrl !== row.url && <Fact name="Led to" value={row.finalUrl} />}
      {detail.fields !== null && <FromThePage found={detail.fields} />}
      {extra.length > 0 && (
        <section>
          <h3 className="mb-1 font-semibold">From the list</h3>
          <dl className="grid grid-cols-[minmax(0,120px)_minmax(0,1fr)] gap-x-3 gap-y-0.5">
            {extra.map(([column, value]) => (
              <div key={column} className="contents">
                <dt className="truncate text-muted">{column}</dt>
                <dd className="selectable break-words">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <Timeline detail={detail} />
      {row.outcome === 'ok' && <PagePreviewSection key={row.rowId} rowId={row.rowId} />}
    </div>
  );
}

interface OutcomeWordsProps {
  readonly outcome: OutcomeCode | null;
  readonly code: OutcomeCode | null;
  readonly isRunning: boolean;
}

function OutcomeWords({ outcome, code, isRunning }: OutcomeWordsProps) {
  const part = partOf(outcome);
  const headline =
    outcome !== null
      ? OUTCOMES[outcome].cause
      : code === null || !isRunning
        ? 'Pending'
        : 'Will be tried again';
  const detail =
    code === null || code === 'ok' ? '' : outcome === null ? OUTCOMES[code].cause : OUTCOMES[code].advice;
  return (
    <div className="rounded bg-sunken px-3 py-2">
      <p className="flex items-baseline gap-2">
        <span aria-hidden className={`text-12 ${PART_TEXT[part]}`}>
          {PART_SHAPE[part]}
        </span>
        <b className={`font-semibold ${PART_TEXT[part]}`}>{headline}</b>
        {code !== null && <code className="ml-auto font-mono text-12 text-muted">{code}</code>}
      </p>
      {detail !== '' && <p className="mt-0.5 pl-5">{detail}</p>}
      {code !== null && partOf(code) === 'failed' && (
        <p className="mt-0.5 pl-5 text-12 text-muted">Whose side: {FAULT_WORDS[OUTCOMES[code].fault]}</p>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <h3 className="text-12 text-muted">{name}</h3>
      <p className="selectable break-words">{value}</p>
    </div>
  );
}
