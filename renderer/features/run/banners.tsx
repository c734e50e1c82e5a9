/** What stands in the way of the run, or has. The list of hosts is last, because it may be long. */
import { FileWarning, Hourglass, ListChecks, OctagonPause, RefreshCw, TriangleAlert } from 'lucide-react';
import { formatCount, formatCountdown, formatCountOf } from '../../../shared/format.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { FailureAlarm, RunHold } from '../../../shared/progress.ts';
import { incompleteWords } from '../../../shared/incomplete-words.ts';
import { robotsWords } from '../../../shared/robots-words.ts';
import type { EngineCrash, RunModelState } from '../../state/run-state.ts';
import type { SalvageReport } from '../../../shared/run.ts';
import { isApplied } from '../../state/recipe-draft.ts';
import { useColumns, useModel, useRun, useRunTab } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Banner } from './banner.tsx';
import { alarmWords, clockTime, holdBannerWords } from './pause-words.ts';
import { PausedHosts } from './paused-hosts.tsx';
import { useNow } from './use-now.ts';

export function Banners() {
  const state = useRun((current) => current.state);
  const hold = useRun((current) => current.hold);
  const pauseReason = useRun((current) => current.pauseReason);
  const hasSample = useRun((current) => current.sample !== null);
  const hasPausedHosts = useRun((current) => current.pausedHosts.length > 0);
  const hasRobotsWords = useRun(({ robots }) => robots !== null && robotsWords(robots).length > 0);
  const hasIncomplete = useRun(({ totals }) => totals.incomplete > 0);
  const isWaitingForUser = useRun(waitsForUser);
  const crash = useRun((current) => current.crash);
  const salvage = useRun((current) => current.run?.salvage ?? null);
  const isSalvageSeen = useRun((current) => current.isSalvageSeen);

  const shown = [
    hold !== null && state === 'running' && <HoldBanner key="hold" hold={hold} />,
    pauseReason !== null && state === 'paused' && <PauseBanner key="pause" reason={pauseReason} />,
    hasSample && state === 'paused' && <SampleBanner key="sample" />,
    crash !== null && <CrashBanner key="crash" crash={crash} />,
    salvage !== null && !isSalvageSeen && <SalvageBanner key="salvage" salvage={salvage} />,
    hasRobotsWords && <RobotsLine key="robots" />,
    hasIncomplete && <IncompleteLine key="incomplete" />,
    isWaitingForUser && <UserPauseBanner key="user" />,
    hasPausedHosts && <PausedHosts key="hosts" />,
  ].filter((banner) => banner !== false);
  if (shown.length === 0) return null;
  return <div className="flex max-h-[40vh] shrink-0 flex-col gap-2 overflow-y-auto">{shown}</div>;
}

function RobotsLine() {
  const words = useRun(({ robots }) => (robots === null ? '' : robotsWords(robots).join('; ')));
  return (
    <p className="px-1 text-muted">
      <b className="font-semibold">robots.txt:</b> {words}.
    </p>
  );
}

/** A site that changed its layout answers as well as before: nothing else would tell. */
function IncompleteLine() {
  const { results } = useModel();
  const words = useRun(({ totals }) => incompleteWords(totals));
  return (
    <p className="flex items-baseline gap-2 px-1">
      <TriangleAlert aria-hidden className="size-4 shrink-0 self-center text-waiting" />
      <span className="tabular">{words}.</span>
      <button
        type="button"
        className="rounded px-1 text-accent hover:bg-hover"
        onClick={() => results.setOutcome('incomplete')}
      >
        Show them
      </button>
    </p>
  );
}

function HoldBanner({ hold }: { readonly hold: RunHold }) {
  const nowMs = useNow();
  const { cause, advice } = holdBannerWords(hold.code);
  return (
    <Banner
      label="The run waits"
      tone="waiting"
      icon={<Hourglass />}
      title={cause}
      detail={
        <>
          {advice} <span className="text-muted">{hold.message}</span>
        </>
      }
    >
      <p className="text-right text-12">
        <b className="tabular block font-semibold">{formatCountdown(nowMs - hold.sinceMs)}</b>
        <span className="text-muted">since {clockTime(hold.sinceMs)}</span>
      </p>
    </Banner>
  );
}

/** Nothing is left but rows of paused hosts, and some of those the user paused. */
function waitsForUser({ state, totals, pausedHosts, userPausedHosts }: RunModelState): boolean {
  if (state !== 'paused' || userPausedHosts.pendingRows === 0) return false;
  const others = pausedHosts.reduce((sum, { pendingRows }) => sum + pendingRows, 0);
  return totals.pending <= userPausedHosts.pendingRows + others;
}

function UserPauseBanner() {
  const { run } = useModel();
  const busy = useRun((state) => state.busy);
  const { count, pendingRows } = useRun((state) => state.userPausedHosts);
  return (
    <Banner
      label="Hosts that you paused"
      tone="waiting"
      icon={<OctagonPause />}
      title={`Everything else is done: ${formatCountOf(pendingRows, 'row')} ${pendingRows === 1 ? 'waits' : 'wait'} for ${count === 1 ? 'the host' : `${formatCount(count)} hosts`} that you paused.`}
      detail="Resume goes on with what is left. Single hosts can be resumed in the table of hosts."
    >
      <Button
        isSmall
        disabledReason={busy === null ? '' : 'Waiting for the last action'}
        onClick={() => void run.resume()}
      >
        {count === 1 ? 'Resume the host' : 'Resume all paused hosts'}
      </Button>
    </Banner>
  );
}

function PauseBanner({ reason }: { readonly reason: FailureAlarm }) {
  const { run } = useModel();
  const busy = useRun((state) => state.busy);
  return (
    <Banner
      label="Why the run is paused"
      tone="waiting"
      icon={<OctagonPause />}
      title={
        <>
          {alarmWords(reason)} <Code code={reason.code} />
        </>
      }
      detail={`${OUTCOMES[reason.code].advice} Resume goes on, with lower limits if you set them first; as many failures pause it again.`}
    >
      <Button
        isSmall
        disabledReason={busy === null ? '' : 'Waiting for the last action'}
        tooltip="Goes on, and failures do not pause this run any more"
        onClick={() => void run.resume({ neverPauses: true })}
      >
        Resume and never pause this run
      </Button>
    </Banner>
  );
}

function SampleBanner() {
  const { goOn, tabs } = useModel();
  const busy = useRun((state) => state.busy);
  const left = useRun(({ totals }) => totals.pending);
  const tab = useRunTab((state) => state.tab);
  const isDirty = useColumns(({ draft, applied }) => !isApplied(draft, applied));
  return (
    <Banner
      label="The sample is here"
      tone="info"
      icon={<ListChecks />}
      title="The sample is here: choose your columns, then go on."
      detail={`${formatCountOf(left, 'row')} ${left === 1 ? 'waits' : 'wait'}.`}
    >
      {tab !== 'columns' && (
        <Button isSmall onClick={() => tabs.show('columns')}>
          Show the columns
        </Button>
      )}
      <Button
        isSmall
        look="primary"
        disabledReason={busy === null ? '' : 'Waiting for the last action'}
        onClick={() => void goOn()}
      >
        {isDirty ? 'Apply and go on with the run' : 'Go on with the run'}
      </Button>
    </Banner>
  );
}

export function Code({ code }: { readonly code: string }) {
  return <code className="font-mono text-12 font-normal text-muted">{code}</code>;
}

function CrashBanner({ crash }: { readonly crash: EngineCrash }) {
  const { run } = useModel();
  const isDown = useRun((state) => state.state === 'stopped' || state.state === 'ready');
  return (
    <Banner
      label="The engine was started again"
      tone="info"
      icon={<RefreshCw />}
      title={`The engine stopped unexpectedly at ${clockTime(crash.atMs)} and was started again.`}
      detail={`Nothing that was settled is lost; ${formatCountOf(crash.pendingRows, 'row')} were to go. ${
        isDown ? 'Resume goes on where it stopped.' : 'What was under way is asked again.'
      }`}
      onDismiss={run.dismissCrash}
    />
  );
}

function SalvageBanner({ salvage }: { readonly salvage: SalvageReport }) {
  const { run } = useModel();
  const path = useRun((state) => state.run?.path ?? '');
  return (
    <Banner
      label="Damaged run file"
      tone="waiting"
      icon={<FileWarning />}
      title={`This run is what could be read of the damaged file ${nameOf(salvage.fromPath)}: ${formatCount(salvage.rows)} of ${formatCountOf(salvage.rows + salvage.rowsLost, 'row')}.`}
      detail={`${salvageDetail(salvage)}. It is kept as ${nameOf(path)}; the damaged file was left as it was.`}
      onDismiss={run.dismissSalvage}
    />
  );
}

function salvageDetail({ rowsLost, settled, settledLost }: SalvageReport): string {
  const kept = `${formatCount(settled)} settled`;
  const again = settledLost === 0 ? '' : `, ${formatCountOf(settledLost, 'settled row')} pending again`;
  const lost = rowsLost === 0 ? '' : `, ${formatCountOf(rowsLost, 'row')} lost and counted as rejected`;
  return `${kept}${again}${lost}`;
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
