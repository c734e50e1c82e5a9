/** The small button beside a one-click retry: choose the rows and settings first. */
import { SlidersHorizontal } from 'lucide-react';
import type { RetrySelection } from '../../../shared/rows.ts';
import { useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

interface Props {
  readonly selection: RetrySelection;
  /** `null` when nobody has counted. */
  readonly count: number | null;
  readonly title: string;
  readonly isSmall?: boolean;
  readonly disabledReason?: string;
}

export function RetryWithButton({ selection, count, title, isSmall = false, disabledReason = '' }: Props) {
  const { retry } = useModel();
  return (
    <Button
      aria-label="Retry with…"
      aria-haspopup="dialog"
      tooltip="Retry with other settings, or only some causes"
      isSmall={isSmall}
      disabledReason={disabledReason}
      className="!px-2"
      onClick={() => retry.open(selection, count, title)}
    >
      <SlidersHorizontal aria-hidden className="size-4" />
    </Button>
  );
}
