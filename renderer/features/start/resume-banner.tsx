/** The most recent run that was not finished, with one button to go on. */
import { Play } from 'lucide-react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import { useApp, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

export function ResumeBanner() {
  const { openRecent } = useModel();
  const unfinished = useApp((state) => state.info?.recent.find((run) => run.pending > 0));
  const isOpening = useApp((state) => state.isOpening);
  if (unfinished === undefined) return null;

  return (
    <section
      aria-label="Unfinished run"
      className="flex items-center gap-4 rounded border border-accent bg-accent-soft py-2.5 pr-3 pl-4 short:py-1.5"
    >
      <p className="tabular min-w-0 flex-1 truncate text-14">
        <b className="font-semibold">{unfinished.name}</b> is not finished:{' '}
        {formatCountOf(unfinished.pending, 'row')} of {formatCount(unfinished.rows)} left
      </p>
      <Button
        look="primary"
        icon={<Play aria-hidden className="size-4" />}
        disabledReason={isOpening ? 'Opening the run' : ''}
        onClick={() => void openRecent(unfinished, true)}
      >
        Resume
      </Button>
    </section>
  );
}
