/** What the start screen will start a run with: the four limits, the retries, and which preset they are. */
import { createStore } from 'zustand/vanilla';
import {
  DEFAULT_OPTIONS,
  PRESETS,
  type KeepMode,
  type PresetName,
  type RunLimits,
} from '../../shared/options.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { LimitName } from './limit-scales.ts';

export interface StartOptionsState {
  readonly limits: RunLimits;
  readonly retries: number;
  /** Below the limits, each host as fast as it bears. */
  readonly adapt: boolean;
  readonly keep: KeepMode;
  /** Columns that the run has from its first row on. */
  readonly recipe: Recipe | null;
}

export type StartOptionsModel = ReturnType<typeof createStartOptionsModel>;

export function createStartOptionsModel() {
  const { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs, retries, adapt, keep } = DEFAULT_OPTIONS;
  const store = createStore<StartOptionsState>()(() => ({
    limits: { concurrency, perHost, ratePerSecPerHost, timeoutTotalMs },
    retries,
    adapt,
    keep,
    recipe: null,
  }));

  return {
    store,
    setLimit(name: LimitName, value: number | null): void {
      // The sliders give `null` only for the one limit that may be open.
      store.setState(({ limits }) => ({ limits: { ...limits, [name]: value } as RunLimits }));
    },
    setRetries(count: number): void {
      store.setState({ retries: count });
    },
    setAdapt(isAdaptive: boolean): void {
      store.setState({ adapt: isAdaptive });
    },
    setRecipe(recipe: Recipe | null): void {
      store.setState({ recipe });
    },
    setKeep(mode: KeepMode): void {
      store.setState({ keep: mode });
    },
    /** The timeout is no part of a preset and stays. */
    applyPreset(name: PresetName): void {
      const { adapt: isAdaptive, ...preset } = PRESETS[name];
      store.setState(({ limits }) => ({ limits: { ...limits, ...preset }, adapt: isAdaptive }));
    },
  };
}

/** The preset that the limits are, or `null` when they are the user's own. */
export function presetOf(limits: RunLimits, adapt: boolean): PresetName | null {
  for (const name of PRESET_NAMES) {
    const preset = PRESETS[name];
    const isIt =
      preset.adapt === adapt &&
      preset.concurrency === limits.concurrency &&
      preset.perHost === limits.perHost &&
      preset.ratePerSecPerHost === limits.ratePerSecPerHost;
    if (isIt) return name;
  }
  return null;
}

export const PRESET_NAMES = ['gentle', 'balanced', 'fast', 'fixed'] as const satisfies readonly PresetName[];
