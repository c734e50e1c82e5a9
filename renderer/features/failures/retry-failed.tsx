/** Asks again for what failed: all of it, or only what has a fair chance. */
import { RotateCcw } from 'lucide-react';
import { formatCount } from '../../../shared/format.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { RetryWithButton } from '../retry/retry-with-button.tsx';
import { worthRetrying } from '../run/verdict.ts';

interface Props {
  readonly look?: 'primary' | 'secondary';
  readonly isSmall?: boolean;
}

export function RetryFailed({ look = 'secondary', isSmall = false }: Props) {
  const { retry, run } = useModel();
  const failed = useRun((state) => state.totals.failed);
  const reason = useWhyNotRetry();
  return (
    <span className="inline-flex gap-1">
      <Button
        look={failed === 0 ? 'secondary' : look}
        icon={<RotateCcw aria-hidden className="size-4" />}
        disabledReason={reason}
        isSmall={isSmall}
        className="tabular"
        onClick={() => void run.retryFailed({ kind: 'all' })}
      >
        Retry failed ({formatCount(failed)})
      </Button>
      <RetryWithButton
        isSmall={isSmall}
        disabledReason={reason}
        onOpen={() => retry.open({ kind: 'all' }, failed, `Retry ${formatCount(failed)} failed`)}
      />
    </span>
  );
}

/** Leaves out what would only fail again, such as pages that do not exist. Absent when that is all or nothing. */
export function RetryWorthwhile() {
  const { run } = useModel();
  const failed = useRun((state) => state.totals.failed);
  const failures = useRun((state) => state.totals.failures);
  const reason = useWhyNotRetry();
  const worth = worthRetrying(failures);
  if (worth.count === 0 || worth.count === failed) return null;
  return (
    <Button
      disabledReason={reason}
      tooltip="Leaves out what would only fail again, such as pages that do not exist"
      isSmall
      className="tabular"
      onClick={() => void run.retryFailed({ kind: 'codes', codes: worth.codes })}
    >
      Only the {formatCount(worth.count)} worth retrying
    </Button>
  );
}

function useWhyNotRetry(): string {
  const failed = useRun((state) => state.totals.failed);
  const busy = useRun((state) => state.busy);
  if (failed === 0) return 'Nothing has failed';
  return busy === null ? '' : 'Waiting for the last action';
}
