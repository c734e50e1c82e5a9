/** Chooses between the states of the window; everything else is in the features. */
import { useEffect } from 'react';
import { Notices } from './features/notices/notices.tsx';
import { RunScreen } from './features/run/run-screen.tsx';
import { SettingsDialog } from './features/settings/settings-dialog.tsx';
import { DropTarget } from './features/start/drop-target.tsx';
import { StartScreen } from './features/start/start-screen.tsx';
import { useApp, useModel } from './state/use-app.ts';
import { Button } from './ui/button.tsx';
import { Problem } from './ui/problem.tsx';
import { TooltipProvider } from './ui/tooltip.tsx';

export function App() {
  const screen = useApp((state) => state.screen);
  const { load } = useModel();

  useEffect(() => {
    if (screen === 'start') document.title = 'Gleaner';
  }, [screen]);

  return (
    <TooltipProvider delayDuration={400}>
      {screen === 'loading' && <Loading />}
      {screen === 'failed' && <LoadingFailed onAgain={() => void load()} />}
      {screen === 'start' && <StartScreen />}
      {screen === 'run' && <RunScreen />}
      <DropTarget />
      <SettingsDialog />
      <Notices />
    </TooltipProvider>
  );
}

/** The frame of the start screen, so that nothing jumps when it is there. */
function Loading() {
  return (
    <main aria-busy="true" aria-label="Gleaner is starting" className="flex h-full flex-col gap-4 p-6">
      <h1 className="text-20 font-semibold">Gleaner</h1>
      <div className="panel flex-1" />
    </main>
  );
}

function LoadingFailed({ onAgain }: { readonly onAgain: () => void }) {
  const error = useApp((state) => state.error);
  return (
    <main className="mx-auto flex h-full max-w-xl flex-col justify-center gap-4 p-6">
      <h1 className="text-20 font-semibold">Gleaner could not start</h1>
      {error !== null && (
        <Problem error={error}>
          <Button onClick={onAgain}>Try again</Button>
        </Problem>
      )}
    </main>
  );
}
