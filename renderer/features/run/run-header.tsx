/** The top line: how far, how fast, done when; once the run rests, the verdict and what to do next. */
import { Pause, Play, Plus, Square, RefreshCw } from 'lucide-react';
import { useEffect } from 'react';
import {
  formatBytes,
  formatCount,
  formatCountOf,
  formatDuration,
  formatPercent,
  formatRate,
} from '../../../shared/format.ts';
import { isMoving } from '../../state/run-state.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { ExportButton } from '../export/export-button.tsx';
import { RetryFailed } from '../failures/retry-failed.tsx';
import { verdictOf } from './verdict.ts';

export function RunHeader() {
  const name = useRun((state) => state.run?.name ?? '');
  const path = useRun((state) => state.run?.path ?? '');
  const state = useRun((current) => current.state);

  return (
    <header className="flex h-11 shrink-0 items-center gap-5">
      <WindowTitle />
      {state === 'running' ? (
        <>
          <h1 className="max-w-56 min-w-0 truncate text-16 font-semibold" title={path}>
            {name}
          </h1>
          <LiveNumbers />
        </>
      ) : (
        <Verdict name={name} path={path} />
      )}
      <div className="ml-auto flex shrink-0 gap-2">
        <RunButtons />
      </div>
    </header>
  );
}

function LiveNumbers() {
  const totals = useRun((state) => state.totals);
  const ratePerSec = useRun((state) => state.ratePerSec);
  const timeLeft = useRun((state) => state.timeLeft);
  const isHeld = useRun((state) => state.hold !== null);
  const width = `${formatCount(totals.rows).length}ch`;
  return (
    <p className="tabular flex min-w-0 items-baseline gap-5 whitespace-nowrap">
      <span>
        <b className="inline-block text-right text-20 font-semibold" style={{ minWidth: width }}>
          {formatCount(totals.rows - totals.pending)}
        </b>{' '}
        <span className="text-muted">of {formatCount(totals.rows)}</span>
      </span>
      <span>
        <b className="inline-block min-w-[5ch] text-right text-16 font-semibold">{formatRate(ratePerSec)}</b>
        <span className="text-muted">/s</span>
      </span>
      <span className="min-w-0 truncate text-14">
        {isHeld ? (
          <span className="text-waiting">waiting for this computer</span>
        ) : timeLeft === null ? (
          <span className="text-muted">working out when it will be done</span>
        ) : (
          timeLeft
        )}
      </span>
    </p>
  );
}

function Verdict({ name, path }: { readonly name: string; readonly path: string }) {
  const words = useRun(verdictOf);
  const totals = useRun((current) => current.totals);
  const elapsedMs = useRun((current) => current.elapsedMs);
  return (
    <div className="tabular min-w-0">
      <h1 className="truncate text-20 font-semibold">{words}</h1>
      <p className="-mt-0.5 truncate text-12 text-muted" title={path}>
        <span className="font-semibold">{name}</span>
        {elapsedMs > 0 && `, ${formatBytes(totals.bytes)} in ${formatDuration(elapsedMs)}`}
      </p>
    </div>
  );
}

function RunButtons() {
  const { run, goOn } = useModel();
  const isSample = useRun((current) => current.sample !== null);
  const state = useRun((current) => current.state);
  const busy = useRun((current) => current.busy);
  const busyReason = busy === null ? '' : 'Waiting for the last action';
  const icon = 'size-4';

  if (isMoving(state)) {
    return (
      <>
        <Button
          icon={<Pause aria-hidden className={icon} />}
          disabledReason={state === 'running' ? busyReason : 'Requests under way are finishing'}
          onClick={() => void run.pause()}
        >
          Pause
        </Button>
        <Button
          icon={<Square aria-hidden className={icon} />}
          disabledReason={state === 'stopping' ? 'Requests under way are finishing' : busyReason}
          tooltip="Ends the run; it can be resumed later"
          onClick={() => void run.stop()}
        >
          Stop
        </Button>
      </>
    );
  }
  if (state === 'finished') {
    return (
      <>
        <RetryFailed look="primary" />
        <ExportButton />
        <FetchAgainButton />
        <NewRunButton />
      </>
    );
  }
  return (
    <>
      <Button
        look={isSample ? 'secondary' : 'primary'}
        icon={<Play aria-hidden className={icon} />}
        disabledReason={busyReason}
        onClick={() => void (isSample ? goOn() : run.resume())}
      >
        Resume
      </Button>
      {state === 'paused' ? (
        <Button
          icon={<Square aria-hidden className={icon} />}
          disabledReason={busyReason}
          tooltip="Ends the run; it can be resumed later"
          onClick={() => void run.stop()}
        >
          Stop
        </Button>
      ) : (
        <NewRunButton />
      )}
    </>
  );
}

function FetchAgainButton() {
  const { fetchAgain } = useModel();
  return (
    <Button
      icon={<RefreshCw aria-hidden className="size-4" />}
      tooltip="A new run of the same list; pages that have not changed are not sent again"
      onClick={() => void fetchAgain()}
    >
      Fetch again
    </Button>
  );
}

function NewRunButton() {
  const { newRun } = useModel();
  return (
    <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => void newRun()}>
      New run
    </Button>
  );
}

/** In the task bar the window says how far it is. */
function WindowTitle() {
  const name = useRun((state) => state.run?.name ?? '');
  const words = useRun((current) => {
    const { state, totals } = current;
    if (state === 'running') return formatPercent(totals.rows - totals.pending, totals.rows);
    return state === 'finished' ? formatCountOf(totals.failed, 'failure') : verdictOf(current);
  });
  useEffect(() => {
    document.title = `${words} · ${name} · Gleaner`;
  }, [words, name]);
  return null;
}
