/** Opens the export; while one is being written it shows how far that is. */
import { Download } from 'lucide-react';
import { formatPercent } from '../../../shared/format.ts';
import { useExport, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

export function ExportButton() {
  const { exporting } = useModel();
  const progress = useExport((state) => (state.phase === 'writing' ? state.progress : null));
  return (
    <Button icon={<Download aria-hidden className="size-4" />} className="tabular" onClick={exporting.open}>
      Export…{progress !== null && ` ${formatPercent(progress.rowsDone, progress.rowsTotal)}`}
    </Button>
  );
}
