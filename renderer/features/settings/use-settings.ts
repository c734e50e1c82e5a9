/** The state of the open settings dialog, for its parts. */
import { useStore } from 'zustand';
import type { SettingsState } from '../../state/settings-store.ts';
import { checkDraft, type SettingsProblems } from '../../state/settings-draft.ts';
import { useModel } from '../../state/use-app.ts';

/** Only for components inside of the open dialog. */
export function useSettings<Part>(select: (state: SettingsState) => Part): Part {
  const { settings } = useModel();
  return useStore(settings.store, (state) => {
    if (!('draft' in state)) throw new Error('The settings are not open');
    return select(state);
  });
}

const NO_PROBLEMS: SettingsProblems = { texts: {}, policies: new Map() };

/** What is wrong, once somebody has tried to save. */
export function useSettingsProblems(): SettingsProblems {
  const draft = useSettings((state) => state.draft);
  const saved = useSettings((state) => state.saved);
  const isShown = useSettings((state) => state.showsProblems);
  return isShown ? checkDraft(draft, saved).problems : NO_PROBLEMS;
}
