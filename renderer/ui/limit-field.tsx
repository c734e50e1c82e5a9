/** The exact value beside a slider, as an editable number of fixed width. */
import { type KeyboardEvent, useState } from 'react';
import { LIMIT_SCALES, type LimitName, nextStop, shortLimit, toAllowed } from '../state/limit-scales.ts';

interface Props {
  readonly name: LimitName;
  readonly value: number | null;
  onChange(name: LimitName, value: number | null): void;
}

export function LimitField({ name, value, onChange }: Props) {
  const scale = LIMIT_SCALES[name];
  /** What is being typed; `null` while the field shows the value. */
  const [draft, setDraft] = useState<string | null>(null);

  function commit(): void {
    if (draft === null) return;
    setDraft(null);
    const text = draft.trim().toLowerCase();
    const number = Number(text.replace(',', '.'));
    if (scale.hasNone && (text === '' || 'no limit'.includes(text))) onChange(name, null);
    else if (text !== '' && Number.isFinite(number))
      onChange(name, toAllowed(scale, number * scale.fieldUnit));
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') commit();
    else if (event.key === 'Escape' && draft !== null) setDraft(null);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      setDraft(null);
      onChange(name, nextStop(scale, value, event.key === 'ArrowUp' ? 1 : -1));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  const unit = name === 'timeoutTotalMs' ? 's' : name === 'ratePerSecPerHost' && value !== null ? '/s' : '';
  return (
    <span className="flex shrink-0 items-baseline gap-1">
      <input
        role="spinbutton"
        aria-label={`${scale.label}, exact`}
        aria-valuemin={scale.min / scale.fieldUnit}
        aria-valuemax={scale.max / scale.fieldUnit}
        aria-valuenow={(value ?? scale.max) / scale.fieldUnit}
        aria-valuetext={value === null ? 'no limit' : undefined}
        inputMode="decimal"
        value={draft ?? shortLimit(name, value)}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
        onBlur={commit}
        onKeyDown={onKeyDown}
        className="tabular w-12 rounded border border-transparent bg-transparent px-1 text-right text-13 font-semibold hover:border-line focus:border-accent focus:bg-surface"
      />
      {unit !== '' && (
        <span aria-hidden className="text-12 text-muted">
          {unit}
        </span>
      )}
    </span>
  );
}
