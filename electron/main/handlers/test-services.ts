/** Services for the tests of the handlers: an engine that records what it is asked. */
import { vi } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { RunState } from '../../../shared/progress.ts';
import type { RecentRun, RunSnapshot } from '../../../shared/run.ts';
import { RunTracker } from '../run-tracker.ts';
import { DEFAULT_EXPORT_CHOICES, DEFAULT_RUN_DEFAULTS } from '../settings-schema.ts';
import { WindowChannel } from '../window-channel.ts';
import { RecipeStore } from '../recipe-store.ts';
import { createHandlers } from './handlers.ts';
import { ListImports } from './list-imports.ts';
import type { MainServices } from './services.ts';

export function runSnapshot(state: RunState, path = '/runs/a.gleaner'): RunSnapshot {
  const ledger = { lines: 3, rows: 3, merged: 0, rejected: 0, ok: 1, failed: 1, skipped: 0, pending: 1 };
  const totals = { ...ledger, inFlight: 0, bytes: 0, failures: {}, incomplete: 0, retrying: 0 };
  return {
    runId: 'r1',
    name: 'a.txt',
    path,
    state,
    options: DEFAULT_OPTIONS,
    totals,
    elapsedMs: 0,
    round: 0,
    salvage: null,
    earlierPath: null,
  };
}

/** @param answers What the engine answers by name; a function is called with the input. `null` otherwise. */
export function setupHandlers(answers: Readonly<Record<string, unknown>> = {}, recipesFolder = '/nowhere') {
  const asked: [name: string, input: unknown][] = [];
  const notices: string[] = [];
  const recentRuns: RecentRun[] = [];
  let runDefaults = DEFAULT_RUN_DEFAULTS;
  let exportChoices = DEFAULT_EXPORT_CHOICES;
  const channel = new WindowChannel();
  channel.attach({
    send: (_channel, name, payload) => {
      if (name === 'notice') notices.push((payload as { message: string }).message); // as the contract has it
    },
    isDestroyed: () => false,
  });
  channel.pageListens();
  const tracker = new RunTracker({ onChanged: vi.fn(), onRemember: vi.fn() });
  const dialogs = {
    openRunToCompare: vi.fn(async (): Promise<string | null> => null),
    openListsOrRun: vi.fn(async (): Promise<readonly string[]> => []),
    saveExport: vi.fn(async (): Promise<string | null> => null),
    openRecipe: vi.fn(async (): Promise<string | null> => null),
    saveRecipe: vi.fn(async (): Promise<string | null> => null),
    saveReport: vi.fn(async (): Promise<string | null> => null),
  };
  const services: MainServices = {
    engine: {
      request: async (name: string, input: unknown) => {
        asked.push([name, input]);
        const answer = answers[name] ?? null;
        // The test knows what it answers to which name.
        return (typeof answer === 'function' ? await answer(input) : answer) as never;
      },
    },
    tracker,
    recent: {
      list: () => recentRuns,
      forget: (path) => {
        const index = recentRuns.findIndex((run) => run.path === path);
        if (index >= 0) recentRuns.splice(index, 1);
      },
    },
    runDefaults: {
      get: () => runDefaults,
      set: (defaults) => void (runDefaults = defaults),
    },
    exportChoices: {
      get: () => exportChoices,
      set: (choices) => void (exportChoices = choices),
    },
    channel,
    dialogs,
    recipes: new RecipeStore(recipesFolder),
    demoShop: { start: async () => 'http://127.0.0.1:4000' },
    runsFolder: async () => '/runs',
    revealFile: vi.fn(),
    version: '1.2.3',
  };
  const imports = new ListImports(services);
  const handlers = createHandlers(services, imports);
  return { handlers, imports, services, tracker, dialogs, asked, notices, recentRuns };
}
