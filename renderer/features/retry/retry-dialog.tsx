/** Which failed rows to ask again, and what to set differently for that one retry. */
import { useEffect, useRef } from 'react';
import { formatCount } from '../../../shared/format.ts';
import { chosenCount, type RetryState } from '../../state/retry-store.ts';
import { checkRetry } from '../../state/retry-fields.ts';
import { useModel, useRetry, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { RetryRows } from './retry-rows.tsx';
import { RetrySettings } from './retry-settings.tsx';

export function RetryDialog() {
  const { retry } = useModel();
  const isOpen = useRetry((state) => state.isOpen);
  const title = useRetry((state) => state.title);
  if (!isOpen) return null;
  return (
    <Dialog title={title} className="max-h-[calc(100vh-48px)] w-[860px]" onClose={retry.close}>
      <Form />
    </Dialog>
  );
}

function Form() {
  const { retry } = useModel();
  const state = useRetry((current) => current);
  const failures = useRun(({ totals }) => totals.failures);
  const failed = useRun(({ totals }) => totals.failed);
  const busy = useRun((current) => current.busy);
  const form = useRef<HTMLFormElement>(null);
  const problems = state.showsProblems ? checkRetry(state.texts).problems : {};
  const count = chosenCount(state, failures, failed);

  // The dialog puts the focus on its cross; the first choice is where people begin.
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input[type=radio]:checked')?.focus();
  }, []);

  async function submit(): Promise<void> {
    const wrong = await retry.submit();
    if (wrong !== null) form.current?.querySelector<HTMLElement>(`[data-field="${wrong}"]`)?.focus();
  }

  return (
    <form
      ref={form}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,1fr)] overflow-y-auto">
        <RetryRows />
        <RetrySettings problems={problems} />
      </div>
      <footer className="flex shrink-0 items-center justify-end gap-2 border-t border-line px-4 py-3">
        <Button onClick={retry.close}>Cancel</Button>
        <Button
          look="primary"
          type="submit"
          className="tabular min-w-40"
          disabledReason={whyNot(state, count, busy)}
        >
          {verb(state, count)}
        </Button>
      </footer>
    </form>
  );
}

function whyNot({ choice, isSending }: RetryState, count: number | null, busy: string | null): string {
  if (isSending || busy !== null) return 'Waiting for the last action';
  if (count !== 0) return '';
  return choice === 'codes' ? 'Tick a cause first' : 'Nothing has failed';
}

function verb({ choice }: RetryState, count: number | null): string {
  if (count === null) return 'Retry those that failed';
  if (choice === 'rows') return `Retry ${formatCount(count)} selected`;
  return choice === 'filter' ? `Retry the ${formatCount(count)} shown` : `Retry ${formatCount(count)} failed`;
}
