/** The switch and the three numbers of one policy, or of a class whose policies may differ. */
import { useEffect, useRef } from 'react';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { PolicyDraft, PolicyText } from '../../state/settings-draft.ts';
import { useModel } from '../../state/use-app.ts';

interface Props {
  /** What it is about, for the names of the controls. */
  readonly name: string;
  readonly codes: readonly OutcomeCode[];
  /** `null` where the policies of a class differ. */
  readonly policy: { readonly [Key in keyof PolicyDraft]: PolicyDraft[Key] | null };
  readonly problems?: Readonly<Partial<Record<PolicyText, string>>>;
}

const FIELDS: readonly (readonly [name: PolicyText, label: string, unit: string, placeholder: string])[] = [
  ['retries', 'Further attempts', '', 'as the run'],
  ['firstDelayMs', 'First wait in seconds', 's', ''],
  ['maxDelayMs', 'Longest wait in seconds', 's', ''],
];

export function PolicyCells({ name, codes, policy, problems = {} }: Props) {
  const { settings } = useModel();
  const isOff = policy.isRetried === false;
  const describedBy =
    codes.length === 1 && Object.keys(problems).length > 0 ? `policy-problem-${codes[0]}` : undefined;
  return (
    <>
      <td className="text-center">
        <TriStateBox
          label={`Retried: ${name}`}
          value={policy.isRetried}
          onChange={(isRetried) => settings.setPolicies(codes, { isRetried })}
        />
      </td>
      {FIELDS.map(([field, label, unit, placeholder]) => {
        const value = policy[field];
        return (
          <td key={field} className="px-1">
            <span className="flex items-center gap-1.5">
              <input
                aria-label={`${label}: ${name}`}
                inputMode="decimal"
                autoComplete="off"
                disabled={isOff}
                title={isOff ? 'Not retried' : undefined}
                value={isOff ? '' : (value ?? '')}
                placeholder={isOff ? '–' : value === null ? 'mixed' : placeholder}
                aria-invalid={problems[field] !== undefined || undefined}
                aria-describedby={describedBy}
                onChange={(event) => settings.setPolicies(codes, { [field]: event.currentTarget.value })}
                className={`selectable h-7 min-w-0 rounded border border-edge bg-surface px-2 disabled:border-line disabled:bg-transparent aria-invalid:border-failed ${unit === '' ? 'w-22' : 'w-16'}`}
              />
              {unit !== '' && (
                <span aria-hidden className="text-12 text-muted">
                  {unit}
                </span>
              )}
            </span>
          </td>
        );
      })}
    </>
  );
}

interface TriStateBoxProps {
  readonly label: string;
  /** `null`: some are and some are not. */
  readonly value: boolean | null;
  onChange(isOn: boolean): void;
}

function TriStateBox({ label, value, onChange }: TriStateBoxProps) {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (ref.current !== null) ref.current.indeterminate = value === null;
  }, [value]);
  return (
    <input
      ref={ref}
      type="checkbox"
      aria-label={label}
      className="size-4 align-middle accent-accent"
      checked={value === true}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  );
}
