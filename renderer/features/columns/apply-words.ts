/** What applying columns will do to the rows of the run, in a sentence or two. */
import { formatCount, formatCountOf } from '../../../shared/format.ts';
import type { KeepMode } from '../../../shared/options.ts';

interface Applying {
  readonly ok: number;
  readonly pending: number;
  readonly keep: KeepMode;
  /** Pages of the sample. */
  readonly sample: number;
  readonly columns: number;
}

export function applyWords({ ok, pending, keep, sample, columns }: Applying): string {
  if (columns === 0) return 'The run will have no columns; what was extracted goes.';
  const again = keep === 'off' ? Math.min(ok, sample) : ok;
  const lost = ok - again;
  const parts = [
    again > 0 &&
      `${formatCountOf(again, 'fetched page')} ${again === 1 ? 'is' : 'are'} read again from what was kept`,
    pending > 0 &&
      `${formatCountOf(pending, 'row')} to come ${pending === 1 ? 'gets' : 'get'} the columns while ${pending === 1 ? 'it is' : 'they are'} fetched`,
    lost > 0 &&
      `${formatCount(lost)} fetched ${lost === 1 ? 'row stays' : 'rows stay'} without them, because the pages were not kept`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? '' : `${parts.join('; ')}.`;
}
