/** The ledger as one bar. The same numbers stand beside it in words, so it is hidden from screen readers. */
import { LEDGER_PARTS, type LedgerPart, PART_FILL } from '../../ui/outcome.ts';

interface Props {
  readonly counts: Readonly<Record<LedgerPart | 'rows', number>>;
  readonly className?: string;
}

/** A part that exists is seen, also when it is one row of a million. */
const LEAST_PERCENT = 0.4;

export function LedgerBar({ counts, className = 'h-3' }: Props) {
  return (
    <div aria-hidden className={`flex w-full gap-px overflow-hidden rounded-full bg-sunken ${className}`}>
      {LEDGER_PARTS.map((part) => {
        const share = counts.rows === 0 ? 0 : (counts[part] / counts.rows) * 100;
        return counts[part] === 0 ? null : (
          <div
            key={part}
            className={PART_FILL[part]}
            style={{ flexGrow: Math.max(share, LEAST_PERCENT), flexBasis: 0 }}
          />
        );
      })}
    </div>
  );
}
