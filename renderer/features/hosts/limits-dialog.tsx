/** Other limits for one host, or for those that a pattern finds, and the list of such limits. */
import { Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { matchesHost } from '../../../shared/host-pattern.ts';
import type { HostRule, RunLimits } from '../../../shared/options.ts';
import {
  asForAll,
  fieldsFor,
  patternNow,
  readRule,
  ruleWords,
  widerPattern,
  withRule,
  type RuleFields,
  type RuleProblems,
} from '../../state/host-rules.ts';
import { hostOf } from '../../state/run-markers.ts';
import { useModel, useRun } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';

const NO_RULES: readonly HostRule[] = [];

interface Props {
  readonly origin: string;
  onClose(): void;
}

export function LimitsDialog({ origin, onClose }: Props) {
  const { run } = useModel();
  const rules = useRun((state) => state.run?.options.hostRules ?? NO_RULES);
  const limits = useRun((state) => state.limits);
  const isAdaptive = useRun((state) => state.run?.options.adapt ?? true);
  const [fields, setFields] = useState<RuleFields>(() => fieldsFor(patternNow(origin, rules), rules));
  const [problems, setProblems] = useState<RuleProblems>({});
  const [removed, setRemoved] = useState<{
    readonly rule: HostRule;
    readonly before: readonly HostRule[];
  } | null>(null);

  const change = (changes: Partial<RuleFields>) => {
    setFields({ ...fields, ...changes });
    setProblems({});
  };
  function save(event: FormEvent): void {
    event.preventDefault();
    const read = readRule(fields);
    if (read.rule === null) return setProblems(read.problems);
    void run.setHostRules(withRule(rules, read.rule));
    onClose();
  }
  function remove(rule: HostRule): void {
    setRemoved({ rule, before: rules });
    void run.setHostRules(rules.filter((one) => one !== rule));
  }
  function undo(): void {
    if (removed !== null) void run.setHostRules(removed.before);
    setRemoved(null);
  }

  return (
    <Dialog title={`Limits of ${hostOf(origin)}`} className="w-[560px]" onClose={onClose}>
      <form noValidate className="flex min-h-0 flex-col" onSubmit={save}>
        <div className="flex flex-col gap-4 p-4">
          <For
            origin={origin}
            fields={fields}
            problems={problems}
            rules={rules}
            onFields={setFields}
            onChange={change}
          />
          {limits !== null && (
            <Limits
              fields={fields}
              problems={problems}
              limits={limits}
              isAdaptive={isAdaptive}
              onChange={change}
            />
          )}
        </div>
        <Rules
          origin={origin}
          rules={rules}
          removed={removed?.rule ?? null}
          onRemove={remove}
          onUndo={undo}
        />
        <footer className="flex shrink-0 items-center justify-end gap-2 border-t border-line px-4 py-3">
          <p className="mr-auto text-12 text-muted">
            What you set holds from now on, and stays with the run.
          </p>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" type="submit">
            Set limits
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  readonly fields: RuleFields;
  readonly problems: RuleProblems;
  onChange(changes: Partial<RuleFields>): void;
}

interface ForProps extends FieldsProps {
  readonly origin: string;
  readonly rules: readonly HostRule[];
  onFields(fields: RuleFields): void;
}

function For({ origin, fields, problems, rules, onFields, onChange }: ForProps) {
  const wider = widerPattern(origin);
  const fits = matchesHost(fields.pattern, origin);
  return (
    <div className="flex items-start gap-2">
      <TextField
        label="For"
        className="flex-1"
        value={fields.pattern}
        problem={problems.pattern}
        hint={
          fits || problems.pattern !== undefined
            ? '* stands for any part of a host.'
            : `This does not fit ${hostOf(origin)}.`
        }
        onChange={(pattern) => onChange({ pattern })}
      />
      {/* Where the field is, below its label. */}
      <div className="mt-6 flex gap-2">
        <Button isSmall className="h-8" onClick={() => onFields(fieldsFor(origin, rules))}>
          Only this host
        </Button>
        <Button isSmall className="h-8" onClick={() => onFields(fieldsFor(wider, rules))}>
          {wider}
        </Button>
      </div>
    </div>
  );
}

interface LimitsProps extends FieldsProps {
  readonly limits: RunLimits;
  readonly isAdaptive: boolean;
}

function Limits({ fields, problems, limits, isAdaptive, onChange }: LimitsProps) {
  const id = useId();
  const empty = asForAll(limits);
  return (
    <div className="grid grid-cols-3 gap-4">
      <TextField
        label="At once"
        value={fields.perHost}
        placeholder={empty.perHost}
        inputMode="numeric"
        problem={problems.perHost}
        onChange={(perHost) => onChange({ perHost })}
      />
      <TextField
        label="Requests per second"
        value={fields.ratePerSec}
        placeholder={empty.ratePerSec}
        inputMode="decimal"
        problem={problems.ratePerSec}
        hint="“none” is no limit."
        onChange={(ratePerSec) => onChange({ ratePerSec })}
      />
      <div>
        <label htmlFor={id} className="block text-13 font-medium">
          Adapt to the host
        </label>
        <select
          id={id}
          aria-describedby={`${id}-hint`}
          value={fields.adapt}
          className="mt-1 h-8 w-full rounded border border-edge bg-surface px-2"
          onChange={({ currentTarget: { value } }) =>
            onChange({ adapt: value === 'on' || value === 'off' ? value : 'as_for_all' })
          }
        >
          <option value="as_for_all">{isAdaptive ? 'On' : 'Off'}, as for all</option>
          <option value="on">On</option>
          <option value="off">Off</option>
        </select>
        <p id={`${id}-hint`} className="mt-1 text-12 text-muted">
          Finds the speed that it bears.
        </p>
      </div>
    </div>
  );
}

interface RulesProps {
  readonly origin: string;
  readonly rules: readonly HostRule[];
  readonly removed: HostRule | null;
  onRemove(rule: HostRule): void;
  onUndo(): void;
}

function Rules({ origin, rules, removed, onRemove, onUndo }: RulesProps) {
  const counting = patternNow(origin, rules);
  return (
    <section aria-label="Limits of this run" className="border-t border-line px-4 py-3">
      <h3 className="font-semibold">Limits of this run</h3>
      <p className="text-12 text-muted">
        {rules.length === 0
          ? 'No host has limits of its own yet.'
          : 'The first that fits a host counts for it.'}
      </p>
      {rules.length > 0 && (
        <ol className="mt-1 max-h-40 divide-y divide-line overflow-y-auto">
          {rules.map((rule) => (
            <li key={rule.pattern} className="tabular flex h-8 items-center gap-3">
              <span className="selectable min-w-0 flex-1 truncate" title={rule.pattern}>
                {rule.pattern}
              </span>
              {rule.pattern === counting && <span className="shrink-0 text-12 text-accent">counts here</span>}
              <span className="shrink-0 text-muted">{ruleWords(rule)}</span>
              <button
                type="button"
                aria-label={`Remove the limits of ${rule.pattern}`}
                title="Remove"
                className="grid size-7 shrink-0 place-items-center rounded text-muted outline-offset-[-2px] hover:bg-hover hover:text-text"
                onClick={() => onRemove(rule)}
              >
                <Trash2 aria-hidden className="size-3.5" />
              </button>
            </li>
          ))}
        </ol>
      )}
      <div role="status">
        {removed !== null && (
          <p className="mt-1 flex items-center gap-3 rounded bg-sunken py-1 pr-1 pl-3">
            <span className="min-w-0 flex-1 truncate">Removed the limits of {removed.pattern}.</span>
            <Button isSmall onClick={onUndo}>
              Undo
            </Button>
          </p>
        )}
      </div>
    </section>
  );
}
