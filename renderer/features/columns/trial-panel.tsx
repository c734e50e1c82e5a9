/** What the columns find on the sample, and where on a page the value of one cell stands. */
import { useState } from 'react';
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { Trial } from '../../state/columns-state.ts';
import { useColumns } from '../../state/use-app.ts';
import { HitStrip } from './hit-strip.tsx';
import { SampleWords } from './sample-words.tsx';
import { type CellPlace, TrialTable } from './trial-table.tsx';

export function TrialPanel() {
  const trial = useColumns((state) => state.trial);
  const sample = useColumns((state) => state.sample);
  if (trial === null || trial.pages.length === 0) {
    return (
      <div className="m-auto max-w-[480px] p-6 text-center text-muted">
        {sample?.length === 0 ? <SampleWords /> : 'What a column finds on the sample is shown here.'}
      </div>
    );
  }
  return <Tried trial={trial} />;
}

function Tried({ trial }: { readonly trial: Trial }) {
  const isTrying = useColumns((state) => state.isTrying);
  const [onlyMisses, setOnlyMisses] = useState(false);
  const [place, setPlace] = useState<CellPlace | null>(null);
  const missing = trial.pages.filter(({ cells }) => cells.some(({ isMissing }) => isMissing));
  const pages = onlyMisses ? missing : trial.pages;
  return (
    <div className="flex min-h-0 min-w-0 flex-col">
      <div className="flex h-9 shrink-0 items-center gap-4 border-b border-line px-3">
        <p className="tabular text-muted" role="status">
          {isTrying
            ? 'Trying the columns'
            : `Tried on ${formatCountOf(trial.pages.length, 'page')}, ${formatCount(missing.length)} with misses`}
        </p>
        <label className="ml-auto flex items-center gap-2">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={onlyMisses}
            onChange={(event) => setOnlyMisses(event.currentTarget.checked)}
          />
          Only pages with misses
        </label>
      </div>
      <TrialTable trial={trial} pages={pages} place={place} onPlace={setPlace} />
      <HitStrip trial={trial} place={place} />
    </div>
  );
}
