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
import { decisionsOn, pausedHostWords, waitingWords } from './pause-words.ts';

/** More than these would take the place of what the user came to see; a low window shows one less. */
const SHOWN_MAX = 2;

export function PausedHosts() {
  const hosts = useRun((state) => state.pausedHosts);
  const count = useRun((state) => state.pausedHostCount);
  const [isLong, setLong] = useState(false);
  const [opened, setOpened] = useState<string | null>(null);
  // One that was decided about meanwhile has nothing to show any more.
  const openedHost = hosts.find(({ origin }) => origin === opened);
  // A page to look at cannot wait behind hosts that only fail.
  const sorted = hosts.toSorted((one, other) => rankOf(one) - rankOf(other));
  return (
    <section
      aria-label="Paused hosts"
      className="shrink-0 overflow-hidden rounded border border-waiting-fill bg-waiting-soft"
    >
      {count > 1 && (
        <header className="tabular flex h-7 items-center gap-3 border-b border-line pr-2 pl-3 text-12">
          <h2 className="font-semibold">
            {formatCountOf(count, 'host is', 'hosts are')} paused
            {isLong && count > hosts.length && (
              <span className="font-normal text-muted"> (the first {hosts.length} below)</span>
            )}
          </h2>
          <button
            type="button"
            aria-expanded={isLong}
            className={`ml-auto h-6 rounded px-2 text-accent outline-offset-[-2px] hover:underline ${count > SHOWN_MAX ? '' : 'hidden short:block'}`}
            onClick={() => setLong(!isLong)}
          >
            {isLong ? 'Show fewer' : 'Show all'}
          </button>
        </header>
      )}
      <ul className={`divide-y divide-line ${isLong ? 'max-h-[28vh] overflow-y-auto' : ''}`}>
        {(isLong ? sorted : sorted.slice(0, SHOWN_MAX)).map((host, index) => (
          <Item
            key={host.origin}
            host={host}
            isExtra={!isLong && index > 0}
            onOpen={() => setOpened(host.origin)}
          />
        ))}
      </ul>
      {openedHost?.sample != null && (
        <PageSampleDialog host={openedHost} sample={openedHost.sample} onClose={() => setOpened(null)} />
      )}
    </section>
  );
}

function rankOf({ cause }: PausedHost): number {
  return cause === 'soft_block' ? 0 : 1;
}

interface ItemProps {
  readonly host: PausedHost;
  /** Not shown in a low window. */
  readonly isExtra: boolean;
  onOpen(): void;
}

function Item({ host, isExtra, onOpen }: ItemProps) {
  const isBlock = host.cause === 'soft_block';
  const Icon = isBlock ? ShieldAlert : OctagonPause;
  return (
    <li
      aria-label={isBlock ? `Soft-block alarm: ${hostOf(host.origin)}` : hostOf(host.origin)}
      className={`flex items-center gap-3 py-1.5 pr-2 pl-3 ${isExtra ? 'short:hidden' : ''}`}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0 self-start text-waiting" />
      <div className="tabular selectable min-w-0 flex-1">
        <p className="font-semibold">{pausedHostWords(host)}</p>
        <p className="truncate text-12">
          {waitingWords(host)}{' '}
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
