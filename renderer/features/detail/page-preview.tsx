/** The page of a row as it came, if it is kept. It is a stranger's: shown as text, and nothing else. */
import { useEffect, useState } from 'react';
import type { WireError } from '../../../shared/errors.ts';
import { formatBytes } from '../../../shared/format.ts';
import type { PagePreview } from '../../../shared/rows.ts';
import { api, toShownError } from '../../api/bridge.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';

type Look =
  | { readonly kind: 'closed' | 'reading' }
  | { readonly kind: 'read'; readonly page: PagePreview | null }
  | { readonly kind: 'failed'; readonly error: WireError };

export function PagePreviewSection({ rowId }: { readonly rowId: number }) {
  const [look, setLook] = useState<Look>({ kind: 'closed' });

  useEffect(() => {
    if (look.kind !== 'reading') return undefined;
    let isCurrent = true;
    api
      .call('pages.preview', { rowId })
      .then((page) => isCurrent && setLook({ kind: 'read', page }))
      .catch((error: unknown) => isCurrent && setLook({ kind: 'failed', error: toShownError(error) }));
    return () => {
      isCurrent = false;
    };
  }, [look.kind, rowId]);

  return (
    <section aria-label="Page">
      <h3 className="mb-1 font-semibold">Page</h3>
      {look.kind === 'closed' && (
        <Button isSmall onClick={() => setLook({ kind: 'reading' })}>
          Show the page
        </Button>
      )}
      {look.kind === 'reading' && <p className="text-muted">Reading the page</p>}
      {look.kind === 'failed' && <Problem error={look.error} />}
      {look.kind === 'read' && look.page === null && (
        <p className="text-muted">This page was not kept. Choose “Keep pages” before a run to keep them.</p>
      )}
      {look.kind === 'read' && look.page !== null && <PageText page={look.page} />}
    </section>
  );
}

function PageText({ page: { contentType, text, isText, bytes, isCut } }: { readonly page: PagePreview }) {
  return (
    <>
      <p className="mb-1 text-12 text-muted">
        {contentType ?? 'No content type'}, {formatBytes(bytes)}
        {isCut && isText ? '; only the beginning is shown' : ''}
      </p>
      {isText ? (
        <pre
          tabIndex={0}
          aria-label="Text of the page"
          className="selectable max-h-80 overflow-auto rounded bg-sunken p-2 font-mono text-12 break-all whitespace-pre-wrap"
        >
          {text}
        </pre>
      ) : (
        <p className="text-muted">It is no text.</p>
      )}
    </>
  );
}
