/** The right half of the retry dialog: what to set differently, for this retry only. */
import { useId } from 'react';
import type { RunOptions } from '../../../shared/options.ts';
import { headerLines } from '../../state/header-lines.ts';
import { QUANTITIES, type QuantityField, quantityText } from '../../state/quantity-field.ts';
import {
  NONE,
  RETRY_QUANTITIES,
  type CheckedRetry,
  type RetryField,
  type RetryQuantity,
} from '../../state/retry-fields.ts';
import { useModel, useRetry, useRun } from '../../state/use-app.ts';
import { describedBy, FieldNotes, TextField } from '../../ui/text-field.tsx';

interface Props {
  readonly problems: CheckedRetry['problems'];
}

const HINTS: Readonly<Partial<Record<RetryQuantity, string>>> = {
  ratePerSecPerHost: `A number, or “${NONE}” for no limit`,
  minSpeedBytesPerSec: '0 switches it off',
};

export function RetrySettings({ problems }: Props) {
  const texts = useRetry((state) => state.texts);
  const { retry } = useModel();
  const options = useOptionsNow();
  const set = (field: RetryField) => (text: string) => retry.setText(field, text);
  return (
    <fieldset className="min-w-0 p-4">
      <legend className="float-left font-semibold">With other settings for this retry</legend>
      <p className="clear-left mb-3 text-12 text-muted">
        They hold for this retry only. What is left empty stays as the run has it, which is shown in grey.
      </p>
      <div className="grid grid-cols-2 gap-x-4 gap-y-2.5">
        {RETRY_QUANTITIES.map((name) => {
          const field: QuantityField = QUANTITIES[name];
          return (
            <TextField
              key={name}
              label={field.label}
              unit={field.unit}
              inputMode="decimal"
              data-field={name}
              value={texts[name]}
              placeholder={valueNow(name, options)}
              hint={HINTS[name] ?? ''}
              problem={problems[name]}
              onChange={set(name)}
            />
          );
        })}
        <TextField
          label="User agent"
          data-field="userAgent"
          className="col-span-2"
          value={texts.userAgent}
          placeholder={options?.userAgent ?? ''}
          problem={problems.userAgent}
          onChange={set('userAgent')}
        />
        <Headers
          value={texts.headers}
          placeholder={headerLines(options?.headers ?? [])}
          problem={problems.headers ?? ''}
          onChange={set('headers')}
        />
      </div>
    </fieldset>
  );
}

interface HeadersProps {
  readonly value: string;
  readonly placeholder: string;
  readonly problem: string;
  onChange(text: string): void;
}

function Headers({ value, placeholder, problem, onChange }: HeadersProps) {
  const id = useId();
  const hint =
    placeholder === '' ? 'One a line, as Name: value' : 'One a line; they replace those of the run';
  return (
    <div className="col-span-2">
      <label htmlFor={id} className="block font-medium">
        Headers
      </label>
      <textarea
        id={id}
        data-field="headers"
        rows={2}
        value={value}
        placeholder={placeholder === '' ? 'Accept-Language: de' : placeholder}
        spellCheck={false}
        aria-invalid={problem !== '' || undefined}
        aria-describedby={describedBy(id, hint, problem)}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="selectable mt-1 block w-full resize-y rounded border border-edge bg-surface px-2 py-1 font-mono text-12 leading-5 aria-invalid:border-failed"
      />
      <FieldNotes id={id} hint={hint} problem={problem} />
    </div>
  );
}

/** The run's options with its sliders where they stand now. */
function useOptionsNow(): RunOptions | null {
  const options = useRun((state) => state.run?.options ?? null);
  const limits = useRun((state) => state.limits);
  return options === null ? null : { ...options, ...limits };
}

function valueNow(name: RetryQuantity, options: RunOptions | null): string {
  const value = options?.[name];
  if (value === undefined) return '';
  return value === null ? NONE : quantityText(QUANTITIES[name], value);
}
