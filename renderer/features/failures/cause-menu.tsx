/** Retries the rows of one cause: at once, or with other settings. */
import { RotateCcw } from 'lucide-react';
import { DropdownMenu as Menu } from 'radix-ui';
import { formatCount } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { useFloatContainer } from '../../ui/float-container.ts';

interface Props {
  readonly code: OutcomeCode;
  readonly count: number;
}

export function CauseMenu({ code, count }: Props) {
  const { run, retry } = useModel();
  const container = useFloatContainer();
  const isBusy = useRun((state) => state.busy !== null);
  const selection: RetrySelection = { kind: 'codes', codes: [code] };
  const title = `Retry ${formatCount(count)} failed`;
  const item =
    'tabular flex h-7 items-center rounded px-2 outline-none data-[disabled]:text-muted data-[highlighted]:bg-accent-soft';
  return (
    // Modal, it would put a style sheet into the page to stop scrolling, which the page's policy forbids.
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`Retry these: ${OUTCOMES[code].cause}`}
        title="Retry these"
        className="grid size-7 shrink-0 place-items-center rounded text-muted outline-offset-[-2px] hover:bg-hover hover:text-text data-[state=open]:bg-hover"
      >
        <RotateCcw aria-hidden className="size-3.5" />
      </Menu.Trigger>
      <Menu.Portal container={container}>
        <Menu.Content
          align="end"
          sideOffset={2}
          collisionPadding={8}
          className="z-50 min-w-48 rounded border border-line bg-surface p-1 shadow-float"
        >
          <Menu.Item className={item} disabled={isBusy} onSelect={() => void run.retryFailed(selection)}>
            Retry these {formatCount(count)}
          </Menu.Item>
          <Menu.Item
            className={item}
            disabled={isBusy}
            // After the menu has given the focus back, or the dialog would lose it again.
            onSelect={() => setTimeout(() => retry.open(selection, count, title))}
          >
            Retry these with…
          </Menu.Item>
        </Menu.Content>
      </Menu.Portal>
    </Menu.Root>
  );
}
