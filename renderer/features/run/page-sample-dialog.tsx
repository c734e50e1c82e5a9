/** The page that raised a soft-block alarm, as text, and what can be decided about its host. */
import type { PageSample, PausedHost } from '../../../shared/progress.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { decisionsOn, pausedHostWords, waitingWords } from './pause-words.ts';

interface Props {
  readonly host: PausedHost;
  readonly sample: PageSample;
  onClose(): void;
}

export function PageSampleDialog({ host, sample, onClose }: Props) {
  return (
    <Dialog title={`What ${hostOf(host.origin)} sends`} className="w-[640px]" onClose={onClose}>
      <div className="flex flex-col gap-4 p-4">
        <p className="tabular font-semibold">{pausedHostWords(host)}</p>
        <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-x-3 gap-y-1">
          <Fact name="Address" value={sample.url} isAddress />
          <Fact name="Status" value={String(sample.status)} />
          <Fact name="Title" value={sample.title ?? ''} />
        </dl>
        <div>
          <h3 className="mb-1 text-12 text-muted">The page in words</h3>
          <div
            role="region"
            aria-label="Text of the page"
            tabIndex={0}
            className="selectable max-h-40 overflow-y-auto rounded border border-line bg-sunken px-3 py-2 break-words"
          >
            <bdi>{sample.text === '' ? 'It has none that could be read.' : sample.text}</bdi>
          </div>
        </div>
        <Choices host={host} onClose={onClose} />
      </div>
    </Dialog>
  );
}

function Fact({ name, value, isAddress = false }: { name: string; value: string; isAddress?: boolean }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className={`selectable break-all ${isAddress ? 'font-mono text-12 leading-5' : ''}`}>
        {value === '' ? <span className="text-muted">none</span> : <bdi>{value}</bdi>}
      </dd>
    </>
  );
}

function Choices({ host, onClose }: { readonly host: PausedHost; readonly onClose: () => void }) {
  const { run } = useModel();
  const busy = useRun((state) => state.busy);
  return (
    <section aria-label="What to do" className="flex flex-col gap-2 border-t border-line pt-4">
      <p className="tabular">{waitingWords(host)} If it blocks us, lower the limits before you go on.</p>
      {decisionsOn(host.cause).map(({ decision, label, meaning }) => (
        <div key={decision} className="grid grid-cols-[168px_minmax(0,1fr)] items-center gap-3">
          <Button
            isSmall
            disabledReason={busy === null ? '' : 'Waiting for the last action'}
            onClick={() => {
              onClose();
              void run.decideHost(host.origin, decision);
            }}
          >
            {label}
          </Button>
          <p className="text-12">{meaning}</p>
        </div>
      ))}
    </section>
  );
}
