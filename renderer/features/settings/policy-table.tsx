/** Which causes are asked again by themselves, how often and how soon; one by one or a whole class. */
import { Info, RotateCcw } from 'lucide-react';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { isChangedPolicy, type PolicyDraft, type PolicyText } from '../../state/settings-draft.ts';
import { useModel } from '../../state/use-app.ts';
import { FAULT_WORDS } from '../../ui/outcome.ts';
import { Tooltip } from '../../ui/tooltip.tsx';
import { POLICY_CLASSES, type PolicyClass } from './policy-classes.ts';
import { PolicyCells } from './policy-cells.tsx';
import { useSettings, useSettingsProblems } from './use-settings.ts';

const HEADS: readonly (readonly [label: string, className: string])[] = [
  ['Cause, and whose side it is on', 'pl-4 text-left'],
  ['Retried', 'w-18 text-center'],
  ['Further attempts', 'w-28 text-left'],
  ['First wait', 'w-26 text-left'],
  ['Longest wait', 'w-28 text-left'],
];

export function PolicyTable() {
  return (
    <table aria-label="Retry policies" className="tabular w-full table-fixed border-collapse">
      <thead className="sticky top-0 z-10 bg-surface text-12 text-muted">
        <tr className="shadow-[inset_0_-1px_0_var(--c-line)]">
          {HEADS.map(([label, className]) => (
            <th key={label} scope="col" className={`h-8 px-1 font-medium ${className}`}>
              {label}
            </th>
          ))}
          <th scope="col" className="w-12">
            <span className="sr-only">Back to default</span>
          </th>
        </tr>
      </thead>
      {POLICY_CLASSES.map((group) => (
        <ClassRows key={group.key} group={group} />
      ))}
    </table>
  );
}

function ClassRows({ group: { label, codes } }: { readonly group: PolicyClass }) {
  const policies = useSettings((state) => state.draft.policies);
  const drafts = codes.flatMap((code) => policies.get(code) ?? []);
  const isChanged = codes.some((code, index) => {
    const draft = drafts[index];
    return draft !== undefined && isChangedPolicy(code, draft);
  });
  return (
    <tbody>
      {codes.length > 1 && (
        <tr className="border-t border-line bg-sunken">
          <th scope="rowgroup" className="h-9 py-1 pl-4 text-left font-semibold">
            {label}
          </th>
          <PolicyCells name={`all of “${label}”`} codes={codes} policy={common(drafts)} />
          <BackToDefault codes={codes} what={`all of “${label}”`} isChanged={isChanged} />
        </tr>
      )}
      {codes.map((code) => (
        <CauseRow key={code} code={code} isAlone={codes.length === 1} />
      ))}
    </tbody>
  );
}

function CauseRow({ code, isAlone }: { readonly code: OutcomeCode; readonly isAlone: boolean }) {
  const policy = useSettings((state) => state.draft.policies.get(code));
  const problems = useSettingsProblems().policies.get(code) ?? {};
  if (policy === undefined) return null;
  const { cause, advice, fault } = OUTCOMES[code];
  const isChanged = isChangedPolicy(code, policy);
  // Object.values of a partial record holds no holes here: only set problems are in it.
  const words = Object.entries(problems) as [PolicyText, string][];
  return (
    <>
      <tr className={`border-t border-line ${isAlone ? 'bg-sunken' : ''}`}>
        <th scope="row" className={`h-11 py-1 text-left font-normal ${isAlone ? 'pl-4' : 'pl-7'}`}>
          <span className="flex items-center gap-1">
            <span className={`truncate ${isAlone ? 'font-semibold' : ''}`}>{cause}</span>
            <Tooltip text={advice}>
              <button
                type="button"
                aria-label={`What helps: ${cause}`}
                className="grid size-6 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-text"
              >
                <Info aria-hidden className="size-3.5" />
              </button>
            </Tooltip>
          </span>
          <span className="-mt-1 block truncate text-12 text-muted">
            <code className="font-mono">{code}</code> · {FAULT_WORDS[fault]}
            {isChanged && <b className="font-semibold text-accent"> · changed</b>}
          </span>
        </th>
        <PolicyCells name={cause} codes={[code]} policy={policy} problems={problems} />
        <BackToDefault codes={[code]} what={cause} isChanged={isChanged} />
      </tr>
      {words.length > 0 && (
        <tr>
          <td colSpan={6} id={`policy-problem-${code}`} className="pr-4 pb-2 text-right text-12 text-failed">
            {words.map(([field, problem]) => `${FIELD_WORDS[field]}: ${problem}`).join('. ')}
          </td>
        </tr>
      )}
    </>
  );
}

const FIELD_WORDS: Readonly<Record<PolicyText, string>> = {
  retries: 'Further attempts',
  firstDelayMs: 'First wait',
  maxDelayMs: 'Longest wait',
};

interface BackToDefaultProps {
  readonly codes: readonly OutcomeCode[];
  readonly what: string;
  readonly isChanged: boolean;
}

/** Keeps its place while there is nothing to put back, so that nothing moves. */
function BackToDefault({ codes, what, isChanged }: BackToDefaultProps) {
  const { settings } = useModel();
  return (
    <td className="pr-3 text-right">
      {isChanged && (
        <Tooltip text="Back to default">
          <button
            type="button"
            aria-label={`Back to default: ${what}`}
            className="inline-grid size-7 place-items-center rounded text-accent hover:bg-hover"
            onClick={() => settings.resetPolicies(codes)}
          >
            <RotateCcw aria-hidden className="size-4" />
          </button>
        </Tooltip>
      )}
    </td>
  );
}

/** What all of them share; `null` where they differ. */
function common(drafts: readonly PolicyDraft[]): { [Key in keyof PolicyDraft]: PolicyDraft[Key] | null } {
  const [first] = drafts;
  const shared = <Key extends keyof PolicyDraft>(key: Key): PolicyDraft[Key] | null =>
    first !== undefined && drafts.every((draft) => draft[key] === first[key]) ? first[key] : null;
  return {
    isRetried: shared('isRetried'),
    retries: shared('retries'),
    firstDelayMs: shared('firstDelayMs'),
    maxDelayMs: shared('maxDelayMs'),
  };
}
