/** A labelled field for a number or a short text, with its unit, and what is wrong with it. */
import { type ComponentProps, useId } from 'react';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'type'> {
  readonly label: string;
  readonly value: string;
  readonly unit?: string;
  /** What the field is for, where the label alone does not say. */
  readonly hint?: string;
  /** Empty or absent: nothing is wrong. */
  readonly problem?: string | undefined;
  onChange(text: string): void;
}

export function TextField({
  label,
  value,
  unit = '',
  hint = '',
  problem = '',
  className = '',
  onChange,
  ...rest
}: Props) {
  const id = useId();
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="block truncate text-13 font-medium">
        {label}
      </label>
      <span className="mt-1 flex items-center gap-2">
        <input
          id={id}
          value={value}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={problem !== '' || undefined}
          aria-describedby={describedBy(id, hint, problem)}
          onChange={(event) => onChange(event.currentTarget.value)}
          className="tabular selectable h-8 w-full min-w-0 rounded border border-edge bg-surface px-2 aria-invalid:border-failed"
          {...rest}
        />
        {unit !== '' && <span className="shrink-0 text-12 text-muted">{unit}</span>}
      </span>
      <FieldNotes id={id} hint={hint} problem={problem} />
    </div>
  );
}

export function FieldNotes({
  id,
  hint,
  problem,
}: {
  readonly id: string;
  readonly hint: string;
  readonly problem: string;
}) {
  return (
    <>
      {problem !== '' && (
        <p id={`${id}-problem`} className="mt-1 text-12 text-failed">
          {problem}
        </p>
      )}
      {hint !== '' && (
        <p id={`${id}-hint`} className="mt-1 text-12 text-muted">
          {hint}
        </p>
      )}
    </>
  );
}

/** Ids of what {@link FieldNotes} shows. */
export function describedBy(id: string, hint: string, problem: string): string | undefined {
  const ids = [problem === '' ? '' : `${id}-problem`, hint === '' ? '' : `${id}-hint`].filter(
    (one) => one !== '',
  );
  return ids.length === 0 ? undefined : ids.join(' ');
}
