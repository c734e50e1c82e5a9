/** Which lines count as the same page, and what each rule has merged. A change reads the list again. */
import { formatCountOf } from '../../../shared/format.ts';
import type { MergeRules } from '../../../shared/list-choices.ts';
import type { MergeReason } from '../../../shared/list-import.ts';
import { useList, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

interface Rule {
  readonly name: keyof MergeRules;
  readonly label: string;
  readonly hint: string;
  readonly reasons: readonly MergeReason[];
}

const RULES: readonly Rule[] = [
  {
    name: 'isOn',
    label: 'Fetch the same address once',
    hint: 'Addresses that are the same but for what follows the # become one row. Off: every line is a row.',
    reasons: ['same_address', 'fragment'],
  },
  {
    name: 'ignoresTrailingSlash',
    label: 'Ignore a slash at the end',
    hint: '/shop/ and /shop',
    reasons: ['trailing_slash'],
  },
  {
    name: 'ignoresTracking',
    label: 'Ignore tracking parameters',
    hint: 'utm_source, gclid, fbclid and others that tell where a visitor came from',
    reasons: ['tracking'],
  },
  {
    name: 'ignoresLetterCase',
    label: 'Ignore upper and lower case of the path',
    hint: '/Shop and /shop; many servers have different pages there',
    reasons: ['letter_case'],
  },
];

export function MergeDialog({ onClose }: { readonly onClose: () => void }) {
  const { list } = useModel();
  const rules = useList((state) => state.choices.merge);
  const mergedBy = useList((state) => state.summary?.mergedBy);
  const isReading = useList((state) => state.phase === 'importing' || state.phase === 'waiting');

  return (
    <Dialog title="What counts as the same page" className="w-[560px]" onClose={onClose}>
      <ul className="flex flex-col gap-3 px-4 py-3">
        {RULES.map(({ name, label, hint, reasons }) => {
          const count = reasons.reduce((sum, reason) => sum + (mergedBy?.[reason] ?? 0), 0);
          const isMoot = name !== 'isOn' && !rules.isOn;
          return (
            <li key={name} className={isMoot ? 'text-muted' : ''}>
              <label className="flex items-baseline gap-2">
                <input
                  type="checkbox"
                  aria-label={label}
                  className="size-4 translate-y-0.5 accent-accent"
                  checked={rules[name] && !isMoot}
                  disabled={isMoot}
                  onChange={(event) =>
                    list.setChoices({ merge: { ...rules, [name]: event.currentTarget.checked } })
                  }
                />
                <span className="min-w-0 flex-1">
                  <span className="font-medium">{label}</span>
                  <span className="block text-12 text-muted">{hint}</span>
                </span>
                <span className="tabular text-muted">
                  {rules[name] && !isMoot && !isReading && `${formatCountOf(count, 'line')} merged`}
                </span>
              </label>
            </li>
          );
        })}
      </ul>
      <footer className="flex items-center gap-3 border-t border-line px-4 py-2">
        <span className="mr-auto text-12 text-muted">
          The address of the first line is fetched, as it stands. Parameters are never put into another order.
        </span>
        <Button onClick={onClose}>Done</Button>
      </footer>
    </Dialog>
  );
}
