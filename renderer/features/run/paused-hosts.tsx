/** Hosts that the engine paused, each with why, what waits, and the decisions about it. */
import { OctagonPause, ShieldAlert } from 'lucide-react';
import { useState } from 'react';
import { formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { PausedHost } from '../../../shared/progress.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { PageSampleDialog } from './page-sample-dialog.tsx';
import { decisionsOn, pausedHostWords } from './pause-words.ts';

export function PausedHosts() {
  const hosts = useRun((state) => state.pausedHosts);
  const count = useRun((state) => state.pausedHostCount);
  const [opened, setOpened] = useState<string | null>(null);
  // One that was decided about meanwhile has nothing to show any more.
  const openedHost = hosts.find(({ origin }) => origin === opened);
  const hidden = count - hosts.length;
  return (
    <section
      aria-label="Paused hosts"
      className="shrink-0 rounded border border-waiting-fill bg-waiting-soft"
    >
      {count > 1 && (
        <h2 className="tabular border-b border-line px-3 py-1 text-12 font-semibold">
          {formatCountOf(count, 'host is', 'hosts are')} paused
          {hidden > 0 && <span className="font-normal text-muted"> (the first {hosts.length} below)</span>}
        </h2>
      )}
      <ul className="divide-y divide-line">
        {hosts.map((host) => (
          <Item key={host.origin} host={host} onOpen={() => setOpened(host.origin)} />
        ))}
      </ul>
      {openedHost?.sample != null && (
        <PageSampleDialog host={openedHost} sample={openedHost.sample} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}

function Item({ host, onOpen }: { readonly host: PausedHost; readonly onOpen: () => void }) {
  const isBlock = host.cause === 'soft_block';
  const Icon = isBlock ? ShieldAlert : OctagonPause;
  return (
    <li
      aria-label={isBlock ? `Soft-block alarm: ${hostOf(host.origin)}` : hostOf(host.origin)}
      className="flex items-center gap-3 py-1.5 pr-2 pl-3"
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 self-start text-waiting" />
      <div className="tabular selectable min-w-0 flex-1">
        <p className="font-semibold">{pausedHostWords(host)}</p>
        <p className="truncate text-12">
          {formatCountOf(host.pendingRows, 'row')} {host.pendingRows === 1 ? 'waits' : 'wait'}.{' '}
          {host.sample === null ? OUTCOMES[host.alarm.code].advice : <Snippet host={host} />}
        </p>
      </div>
      <div className="flex shrink-0 gap-2">
        {host.sample !== null && (
          <Button isSmall aria-label={`See the page of ${hostOf(host.origin)}`} onClick={onOpen}>
            See the page…
          </Button>
        )}
        <Decisions host={host} />
      </div>
    </li>
  );
}

/** The page is hostile: its words are text, and cannot turn the direction of ours. */
function Snippet({ host: { sample } }: { readonly host: PausedHost }) {
  if (sample === null) return null;
  const words = [sample.title ?? '', sample.text].filter((part) => part !== '').join(' · ');
  return (
    <>
      It sends: <bdi className="text-muted">{words === '' ? 'a page without words' : words}</bdi>
    </>
  );
}

function Decisions({ host: { origin, cause } }: { readonly host: PausedHost }) {
  const { run } = useModel();
  const busy = useRun((state) => state.busy);
  return decisionsOn(cause).map(({ decision, label, shortLabel, meaning }) => (
    <Button
      key={decision}
      isSmall
      aria-label={`${label}: ${hostOf(origin)}`}
      disabledReason={busy === null ? '' : 'Waiting for the last action'}
      tooltip={meaning}
      onClick={() => void run.decideHost(origin, decision)}
    >
      {shortLabel}
    </Button>
  ));
}
