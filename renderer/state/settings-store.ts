/** The settings dialog: what is being edited, what is wrong with it, and saving it. */
import { createStore } from 'zustand/vanilla';
import { ErrorCode, type WireError } from '../../shared/errors.ts';
import type { RunDefaults } from '../../shared/ipc/contract.ts';
import { formatCountOf } from '../../shared/format.ts';
import type { RobotsMode } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import {
  checkDraft,
  defaultPolicyDraft,
  draftOf,
  type PolicyDraft,
  type SettingsDraft,
  type SettingSwitch,
  type SettingText,
} from './settings-draft.ts';

export type SettingsTab = 'retries' | 'pauses' | 'network';

export interface SettingsState {
  readonly isOpen: boolean;
  readonly tab: SettingsTab;
  /** What is in force for the next run. */
  readonly saved: RunDefaults;
  readonly draft: SettingsDraft;
  /** Problems are shown once somebody has tried to save. */
  readonly showsProblems: boolean;
  readonly isSaving: boolean;
  /** Main refused to save. */
  readonly error: WireError | null;
  /** Main refused the proxy; shown beside its field until that is edited. */
  readonly proxyError: string;
  /** Closing was asked for while something was not saved. */
  readonly isAskingToDiscard: boolean;
}

export interface SettingsOptions {
  readonly api: Pick<Api, 'call'>;
  /** What the settings are now; `null` while nobody knows. */
  runDefaults(): RunDefaults | null;
  onSaved(defaults: RunDefaults): void;
}

export type SettingsModel = ReturnType<typeof createSettingsModel>;

export function createSettingsModel({ api, runDefaults, onSaved }: SettingsOptions) {
  const store = createStore<SettingsState | { readonly isOpen: false }>()(() => ({ isOpen: false }));

  function opened(): SettingsState | null {
    const state = store.getState();
    return 'draft' in state ? state : null;
  }

  function open(tab: SettingsTab = 'retries'): void {
    const saved = runDefaults();
    if (saved === null || store.getState().isOpen) return;
    store.setState({ ...fresh(saved), tab }, true);
  }

  function change(edit: (state: SettingsState) => Partial<SettingsState>): void {
    const state = opened();
    if (state !== null) store.setState({ isAskingToDiscard: false, ...edit(state) });
  }

  function setText(name: SettingText, text: string): void {
    change(({ draft, proxyError }) => ({
      draft: { ...draft, texts: { ...draft.texts, [name]: text } },
      proxyError: name === 'proxy' ? '' : proxyError,
    }));
  }

  function setSwitch(name: SettingSwitch, isOn: boolean): void {
    change(({ draft }) => ({ draft: { ...draft, switches: { ...draft.switches, [name]: isOn } } }));
  }

  function setRobots(robots: RobotsMode): void {
    change(({ draft }) => ({ draft: { ...draft, robots } }));
  }

  /** At once, whether the dialog is saved or not. @returns What to say about it. */
  async function forgetHosts(): Promise<string> {
    try {
      const { hosts } = await api.call('settings.forgetHosts', {});
      if (hosts === 0) return 'Nothing was remembered about any host.';
      return `Forgot what ${formatCountOf(hosts, 'host')} bore. The next run starts gently with each of them.`;
    } catch (error) {
      return toShownError(error).message;
    }
  }

  /** For one cause or a whole class of them. */
  function setPolicies(codes: readonly OutcomeCode[], part: Partial<PolicyDraft>): void {
    changePolicies(codes, (policy) => ({ ...policy, ...part }));
  }

  function resetPolicies(codes: readonly OutcomeCode[]): void {
    changePolicies(codes, (_policy, code) => defaultPolicyDraft(code));
  }

  function changePolicies(
    codes: readonly OutcomeCode[],
    edit: (policy: PolicyDraft, code: OutcomeCode) => PolicyDraft,
  ): void {
    change(({ draft }) => {
      const policies = new Map(draft.policies);
      for (const code of codes) {
        const policy = policies.get(code);
        if (policy !== undefined) policies.set(code, edit(policy, code));
      }
      return { draft: { ...draft, policies } };
    });
  }

  /** @returns Whether it was saved. When a field is wrong, the tab that has it is shown. */
  async function save(): Promise<boolean> {
    const state = opened();
    if (state === null || state.isSaving) return false;
    const { defaults, problems, isValid } = checkDraft(state.draft, state.saved);
    if (!isValid) {
      const [wrong] = Object.keys(problems.texts);
      const tab = problems.policies.size > 0 ? 'retries' : TAB_OF[wrong ?? ''];
      change(() => ({ showsProblems: true, ...(tab === undefined ? {} : { tab }) }));
      return false;
    }
    change(() => ({ isSaving: true, error: null }));
    try {
      const saved = await api.call('settings.setRunDefaults', defaults);
      onSaved(saved);
      store.setState({ isOpen: false }, true);
      return true;
    } catch (error) {
      const shown = toShownError(error);
      // All else is checked here already: what main alone can know is about the proxy.
      const isProxy = shown.code === ErrorCode.ValidationFailed && defaults.proxy !== null;
      change(() =>
        isProxy
          ? { isSaving: false, tab: 'network', proxyError: [shown.message, shown.advice].join(' ').trim() }
          : { isSaving: false, error: shown },
      );
      return false;
    }
  }

  function discard(): void {
    store.setState({ isOpen: false }, true);
  }

  /** @returns Whether it may close; if not, the dialog asks what to do with what is not saved. */
  function askToClose(): boolean {
    const state = opened();
    if (state === null || state.isAskingToDiscard || !isEdited(state)) return true;
    change(() => ({ isAskingToDiscard: true }));
    return false;
  }

  return {
    store,
    open,
    setTab: (tab: SettingsTab) => change(() => ({ tab })),
    setText,
    setSwitch,
    setRobots,
    forgetHosts,
    setPolicies,
    resetPolicies,
    save,
    discard,
    askToClose,
    keepEditing: () => change(() => ({ isAskingToDiscard: false })),
  };
}

const TAB_OF: Readonly<Record<string, SettingsTab>> = {
  failedPercent: 'pauses',
  hostAnswers: 'pauses',
  runAnswers: 'pauses',
  minSpeedBytesPerSec: 'network',
  minSpeedWindowMs: 'network',
  maxBodyBytes: 'network',
  proxy: 'network',
};

function fresh(saved: RunDefaults): SettingsState {
  return {
    isOpen: true,
    tab: 'retries',
    saved,
    draft: draftOf(saved),
    showsProblems: false,
    isSaving: false,
    error: null,
    proxyError: '',
    isAskingToDiscard: false,
  };
}

export function isEdited({ draft, saved }: SettingsState): boolean {
  const before = draftOf(saved);
  return (
    JSON.stringify([draft.texts, draft.switches, draft.robots, [...draft.policies]]) !==
    JSON.stringify([before.texts, before.switches, before.robots, [...before.policies]])
  );
}
