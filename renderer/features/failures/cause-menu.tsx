/** Retries the rows of one cause: at once, or with other settings. */
import { RotateCcw } from 'lucide-react';
import { formatCount } from '../../../shared/format.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { RetrySelection } from '../../../shared/rows.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { MENU_ICON, MenuItem, MenuPanel, MenuRoot, MenuTrigger } from '../../ui/menu.tsx';

interface Props {
  readonly code: OutcomeCode;
  readonly count: number;
}

export function CauseMenu({ code, count }: Props) {
  const { run, retry } = useModel();
  const isBusy = useRun((state) => state.busy !== null);
  const selection: RetrySelection = { kind: 'codes', codes: [code] };
  const title = `Retry ${formatCount(count)} failed`;
  return (
    <MenuRoot>
      <MenuTrigger
        aria-label={`Retry these: ${OUTCOMES[code].cause}`}
        title="Retry these"
        className={`${MENU_ICON} size-7`}
      >
        <RotateCcw aria-hidden className="size-3.5" />
      </MenuTrigger>
      <MenuPanel>
        <MenuItem isDisabled={isBusy} onSelect={() => void run.retryFailed(selection)}>
          Retry these {formatCount(count)}
        </MenuItem>
        <MenuItem isDisabled={isBusy} opensDialog onSelect={() => retry.open(selection, count, title)}>
          Retry these with…
        </MenuItem>
      </MenuPanel>
    </MenuRoot>
  );
}
