/** What the handlers of the window's requests work with; all of it injected, so that they are tested in plain Node. */
import type { ExportFormat } from '../../../shared/export.ts';
import type { ExportChoices, RunDefaults } from '../../../shared/ipc/contract.ts';
import type { RecentRun } from '../../../shared/run.ts';
import type { DemoShopHost } from '../demo-shop-host.ts';
import type { EngineClient } from '../engine-host.ts';
import type { RecipeStore } from '../recipe-store.ts';
import type { RunTracker } from '../run-tracker.ts';
import type { WindowChannel } from '../window-channel.ts';

export interface Dialogs {
  /** @returns The chosen files; none when the user cancelled. */
  openListsOrRun(): Promise<readonly string[]>;
  /** @returns The run file to compare with, or `null` when the user cancelled. */
  openRunToCompare(): Promise<string | null>;
  /** @returns Where to save, or `null` when the user cancelled. */
  saveExport(suggestedPath: string, format: ExportFormat): Promise<string | null>;
  openRecipe(): Promise<string | null>;
  saveRecipe(suggestedName: string): Promise<string | null>;
  /** For the report about a list. @returns Where to save, or `null` when the user cancelled. */
  saveReport(suggestedPath: string): Promise<string | null>;
}

/** The runs that main itself listed; the window may name no others. */
export interface RecentRuns {
  list(): readonly RecentRun[];
  forget(path: string): void;
}

/** What the settings hold about every run to come. */
export interface RunDefaultsSetting {
  get(): RunDefaults;
  set(defaults: RunDefaults): void;
}

/** What was chosen for the last export, for the next one to begin with. */
export interface ExportChoicesSetting {
  get(): ExportChoices;
  set(choices: ExportChoices): void;
}

export interface MainServices {
  readonly engine: EngineClient;
  readonly tracker: RunTracker;
  readonly recent: RecentRuns;
  readonly runDefaults: RunDefaultsSetting;
  readonly exportChoices: ExportChoicesSetting;
  readonly channel: WindowChannel;
  readonly dialogs: Dialogs;
  /** Recipes beside the settings. */
  readonly recipes: RecipeStore;
  readonly demoShop: Pick<DemoShopHost, 'start'>;
  /** Where new run files go; found and made at the first call. */
  readonly runsFolder: () => Promise<string>;
  readonly revealFile: (path: string) => void;
  readonly version: string;
}
