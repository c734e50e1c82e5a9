/** The start: a list on the left, how fast on the right, earlier runs below. */
import { Braces, FolderOpen, Play, Settings, Store } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { ErrorCode } from '../../../shared/errors.ts';
import { useApp, useList, useModel } from '../../state/use-app.ts';
import type { ListState } from '../../state/list-state.ts';
import { Button } from '../../ui/button.tsx';
import { Problem } from '../../ui/problem.tsx';
import { ImportStatus } from './import-status.tsx';
import { RecipeOffer } from './recipe-offer.tsx';
import { RecentRuns } from './recent-runs.tsx';
import { ResumeBanner } from './resume-banner.tsx';
import { SpeedPanel } from './speed-panel.tsx';
import { UrlBox } from './url-box.tsx';

/** Enough to see what the pages are like; as many as are kept as a sample. */
const SAMPLE_ROWS = 30;

export function StartScreen() {
  const { list, settings, startOptions } = useModel();
  const error = useList((state) => state.error);
  const isImporting = useList((state) => state.phase === 'importing');
  const version = useApp((state) => state.info?.version ?? '');
  const busyReason = isImporting ? 'A list is being read' : '';

  return (
    <main className="mx-auto flex h-full max-w-[1280px] flex-col gap-4 overflow-y-auto px-6 pt-4 pb-5 short:gap-3 short:pt-3 short:pb-3">
      <header className="flex items-baseline gap-3">
        <h1 className="text-20 font-semibold tracking-tight">Gleaner</h1>
        <p className="text-muted">Fetches a long list of pages and accounts for every line of it.</p>
        <span className="tabular ml-auto text-12 text-muted">{version}</span>
        <Button
          look="quiet"
          isSmall
          className="-mr-2 self-center"
          icon={<Settings aria-hidden className="size-4" />}
          aria-haspopup="dialog"
          tooltip="What is retried, when to pause, proxy (Ctrl+,)"
          onClick={() => settings.open()}
        >
          Settings
        </Button>
      </header>
      <ResumeBanner />
      <div className="grid flex-[1_0_auto] grid-cols-[minmax(0,1fr)_340px] gap-5">
        <section aria-label="The list" className="flex min-h-0 min-w-0 flex-col gap-2">
          <UrlBox />
          {error !== null && <Problem error={error} />}
          <ImportStatus />
          <div className="flex gap-2">
            <Button
              icon={<FolderOpen aria-hidden className="size-4" />}
              disabledReason={busyReason}
              onClick={() => void list.openDialog()}
            >
              Open list…
            </Button>
            <Button
              icon={<Store aria-hidden className="size-4" />}
              disabledReason={busyReason}
              tooltip="10,000 pages of a made-up shop on this computer"
              onClick={() => {
                // Nobody else is bothered: at full speed it shows what the window is for.
                startOptions.applyPreset('fixed');
                void list.prepareDemo();
              }}
            >
              Try the demo
            </Button>
          </div>
        </section>
        <section aria-label="How fast" className="flex flex-col gap-3 short:gap-2">
          <SpeedPanel />
          <RecipeOffer />
          <StartButtons />
        </section>
      </div>
      <RecentRuns />
    </main>
  );
}

function StartButtons() {
  const { start } = useModel();
  const reason = useList(whyNotStart);
  const isOpening = useApp((state) => state.isOpening);
  const ref = useRef<HTMLButtonElement>(null);
  const isFromFile = useList((state) => state.isFromFile && state.phase === 'ready');
  const disabledReason = isOpening ? 'Starting' : reason;

  // After a file or the demo was read the next thing to do is here.
  useEffect(() => {
    if (isFromFile) ref.current?.focus({ preventScroll: true });
  }, [isFromFile]);

  return (
    <div className="mt-auto flex gap-2">
      <Button
        icon={<Braces aria-hidden className="size-4" />}
        disabledReason={disabledReason}
        tooltip="Fetches 30 pages from all over the list, then waits: choose what to take out of them, and go on"
        className="h-10"
        onClick={() => void start({ sampleRows: SAMPLE_ROWS })}
      >
        Try columns first
      </Button>
      <Button
        ref={ref}
        look="primary"
        icon={<Play aria-hidden className="size-4" />}
        disabledReason={disabledReason}
        className="h-10 flex-1 text-14"
        onClick={() => void start()}
      >
        Start
      </Button>
    </div>
  );
}

function whyNotStart({ phase, text, held, error }: ListState): string {
  switch (phase) {
    case 'empty':
      return text.trim() === '' && held === null ? 'Paste, drop or open a list first' : '';
    case 'failed':
      return error?.code === ErrorCode.EngineGone
        ? 'Open the list again first'
        : 'The list has nothing that can be fetched';
    case 'cancelled':
      return 'The import was cancelled; import the list again first';
    default:
      return '';
  }
}
