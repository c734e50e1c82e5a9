/** Raises a limit as the engine suggests: the slider moves with it. */
import { raiseWords } from '../../../shared/advice-words.ts';
import type { LimitRaise } from '../../../shared/plan.ts';
import { useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';

interface Props {
  readonly raise: LimitRaise;
  /** What comes of it: `done 13:49`. */
  readonly outcome?: string;
  readonly tooltip?: string;
}

export function RaiseButton({ raise, outcome = '', tooltip = '' }: Props) {
  const { run } = useModel();
  return (
    <Button isSmall tooltip={tooltip} onClick={() => run.setLimit(raise.limit, raise.to)}>
      {raiseWords(raise)}
      {outcome !== '' && <span className="tabular text-muted">{outcome}</span>}
    </Button>
  );
}
