/** The small button beside a one-click retry: choose the rows and settings first. */
import { SlidersHorizontal } from 'lucide-react';
import { Button } from '../../ui/button.tsx';

interface Props {
  readonly isSmall?: boolean;
  readonly disabledReason?: string;
  /** Opens the retry dialog with what stands beside the button. */
  onOpen(): void;
}

export function RetryWithButton({ isSmall = false, disabledReason = '', onOpen }: Props) {
  return (
    <Button
      aria-label="Retry with…"
      aria-haspopup="dialog"
      tooltip="Retry with other settings, or only some causes"
      isSmall={isSmall}
      disabledReason={disabledReason}
      className="!px-2"
      onClick={onOpen}
    >
      <SlidersHorizontal aria-hidden className="size-4" />
    </Button>
  );
}
