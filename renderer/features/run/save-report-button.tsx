/** Writes down which lines of the list were merged or rejected, and why. Only there when there are any. */
import { useState } from 'react';
import { formatCountOf } from '../../../shared/format.ts';
import { api, toShownError } from '../../api/bridge.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

export function SaveReportButton() {
  const { notices } = useModel();
  const name = useRun((state) => state.run?.name ?? '');
  const dropped = useRun(({ totals }) => totals.merged + totals.rejected);
  const [isSaving, setSaving] = useState(false);

  async function save(): Promise<void> {
    setSaving(true);
    try {
      const saved = await api.call('list.saveReport', { draftId: null, name });
      if (saved !== null) notices.add('info', `The report was saved, ${formatCountOf(saved.lines, 'line')}.`);
    } catch (error) {
      notices.addError(toShownError(error));
    } finally {
      setSaving(false);
    }
  }

  if (dropped === 0) return null;
  return (
    <Button
      look="quiet"
      isSmall
      className="-my-1"
      disabledReason={isSaving ? 'The report is being written' : ''}
      tooltip="Each merged or rejected line of the list, and why"
      onClick={() => void save()}
    >
      Save report…
    </Button>
  );
}
