/** Asks again for what failed: all of it, or only what has a fair chance. */
import { RotateCcw } from 'lucide-react';
import { formatCount } from '../../../shared/format.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { worthRetrying } from '../run/verdict.ts';

interface Props {
  readonly look?: 'primary' | 'secondary';
}

export function RetryFailed({ look = 'secondary' }: Props) {
  const { run } = useModel();
  const failed = useRun((state) => state.totals.failed);
  const failures = useRun((state) => state.totals.failures);
  const busy = useRun((state) => state.busy);
  const worth = worthRetrying(failures);
  const reason = failed === 0 ? 'Nothing has failed' : busy === null ? '' : 'Waiting for the last action';

  return (
    <>
      <Button
        look={failed === 0 ? 'secondary' : look}
        icon={<RotateCcw aria-hidden className="size-4" />}
        disabledReason={reason}
        className="tabular"
        onClick={() => void run.retryFailed(null)}
      >
        Retry failed ({formatCount(failed)})
      </Button>
      {worth.count > 0 && worth.count < failed && (
        <Button
          disabledReason={reason}
          tooltip="Leaves out what would only fail again, such as pages that do not exist"
          className="tabular"
          onClick={() => void run.retryFailed(worth.codes)}
        >
          Only the {formatCount(worth.count)} worth it
        </Button>
      )}
    </>
  );
}
