/** The settings of every run to come. Opened from the start screen and with Ctrl+comma. */
import { Tabs } from 'radix-ui';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { formatCount } from '../../../shared/format.ts';
import { POLICY_CODES } from '../../../shared/retry-policies.ts';
import { isChangedPolicy } from '../../state/settings-draft.ts';
import type { SettingsTab } from '../../state/settings-store.ts';
import { useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { NetworkSettings } from './network-settings.tsx';
import { PauseSettings } from './pause-settings.tsx';
import { PolicyTable } from './policy-table.tsx';
import { useSettings } from './use-settings.ts';

export function SettingsDialog() {
  const { settings } = useModel();
  const isOpen = useStore(settings.store, (state) => state.isOpen);

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== ',' || !(event.ctrlKey || event.metaKey)) return;
      // Another dialog is in front: one thing at a time.
      if (document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      settings.open();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [settings]);

  if (!isOpen) return null;
  return (
    <Dialog
      title="Settings"
      className="h-[min(720px,calc(100vh-48px))] w-[900px]"
      canClose={settings.askToClose}
      onClose={settings.discard}
    >
      <Form />
    </Dialog>
  );
}

const TABS: readonly (readonly [tab: SettingsTab, label: string])[] = [
  ['retries', 'What is retried'],
  ['pauses', 'When to pause'],
  ['network', 'Pages and network'],
];

function isTab(value: string): value is SettingsTab {
  return TABS.some(([tab]) => tab === value);
}

function Form() {
  const { settings } = useModel();
  const tab = useSettings((state) => state.tab);
  const error = useSettings((state) => state.error);
  const form = useRef<HTMLFormElement>(null);

  async function save(): Promise<void> {
    if (await settings.save()) return;
    // The tab that has the wrong field is drawn first.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  }

  return (
    <form
      ref={form}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Tabs.Root
        value={tab}
        onValueChange={(value) => isTab(value) && settings.setTab(value)}
        className="flex min-h-0 flex-1 flex-col"
      >
        <Tabs.List aria-label="Settings" className="flex shrink-0 gap-1 border-b border-line px-3 pt-1">
          {TABS.map(([value, label]) => (
            <Tabs.Trigger
              key={value}
              value={value}
              className="-mb-px h-9 border-b-2 border-transparent px-3 text-muted outline-offset-[-2px] hover:text-text data-[state=active]:border-accent data-[state=active]:font-semibold data-[state=active]:text-text"
            >
              {label}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        <Tabs.Content value="retries" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
          <PolicyHead />
          <div
            // What takes the focus comes out from under the head of the table, which stays in place.
            className="min-h-0 flex-1 scroll-pt-12 scroll-pb-4 overflow-y-auto"
            tabIndex={0}
            role="region"
            aria-label="Policies"
          >
            <PolicyTable />
          </div>
        </Tabs.Content>
        <Tabs.Content value="pauses" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto">
          <PauseSettings />
        </Tabs.Content>
        <Tabs.Content value="network" tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto">
          <NetworkSettings />
        </Tabs.Content>
      </Tabs.Root>
      {error !== null && (
        <div className="shrink-0 px-4 pt-3">
          <Problem error={error} />
        </div>
      )}
      <Footer />
    </form>
  );
}

function PolicyHead() {
  const { settings } = useModel();
  const changed = useSettings(
    ({ draft }) => [...draft.policies].filter(([code, policy]) => isChangedPolicy(code, policy)).length,
  );
  return (
    <div className="flex h-12 shrink-0 items-center gap-3 pr-3 pl-4">
      <p className="min-w-0 flex-1 text-muted">
        What fails for such a cause is asked again by itself, after a wait that doubles each time.
      </p>
      {changed > 0 && (
        <span className="tabular shrink-0 font-semibold text-accent">{formatCount(changed)} changed</span>
      )}
      <Button
        isSmall
        disabledReason={changed === 0 ? 'Nothing is changed' : ''}
        onClick={() => settings.resetPolicies(POLICY_CODES)}
      >
        All back to default
      </Button>
    </div>
  );
}

function Footer() {
  const { settings } = useModel();
  const isSaving = useSettings((state) => state.isSaving);
  const isAsking = useSettings((state) => state.isAskingToDiscard);
  if (isAsking) {
    return (
      // An element of its own, so that its button is new and takes the focus. Not a footer: that cannot be an alert.
      <div
        key="asking"
        role="alert"
        className="flex shrink-0 items-center gap-2 border-t border-line bg-waiting-soft px-4 py-3"
      >
        <p className="flex-1 font-semibold">What you changed is not saved.</p>
        <Button look="danger" onClick={settings.discard}>
          Drop the changes
        </Button>
        <Button look="primary" autoFocus onClick={settings.keepEditing}>
          Go on editing
        </Button>
      </div>
    );
  }
  return (
    <footer key="saving" className="flex shrink-0 items-center gap-2 border-t border-line px-4 py-3">
      <p className="flex-1 text-muted">For runs to come. A run that is open keeps what it has.</p>
      <Button onClick={settings.discard}>Cancel</Button>
      <Button look="primary" type="submit" className="min-w-24" disabledReason={isSaving ? 'Saving' : ''}>
        Save
      </Button>
    </footer>
  );
}
