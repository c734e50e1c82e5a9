/** The box of the first column. It only draws: what it stands for is said by the row, or by the input over it. */
import { Check, Minus } from 'lucide-react';

interface Props {
  readonly isTicked: boolean;
  /** Some of what it stands for is ticked, not all. */
  readonly isMixed?: boolean;
}

export function TickBox({ isTicked, isMixed = false }: Props) {
  const Mark = isMixed ? Minus : Check;
  return (
    <span
      aria-hidden
      className={`grid size-4 place-items-center rounded-[4px] border ${
        isTicked || isMixed ? 'border-accent bg-accent text-on-accent' : 'border-edge bg-surface'
      }`}
    >
      {(isTicked || isMixed) && <Mark className="size-3" strokeWidth={3} />}
    </span>
  );
}
