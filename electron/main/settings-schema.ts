/** What `settings.json` holds. It is parsed whenever it is read: people edit files, and disks damage them. */
import { z } from 'zod';
import { exportChoicesSchema, type ExportChoices, type RunDefaults } from '../../shared/ipc/contract.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import { RECENT_RUNS_MAX } from './recent-runs.ts';
import { readRunDefaults } from './run-defaults.ts';

/** 1 had no `runDefaults`; it is read as if they had never been changed. */
export const SETTINGS_VERSION = 2;

const count = z.int().min(0);

const recentRunSchema = z.object({
  path: z.string().min(1).max(4096),
  name: z.string().max(1000),
  changedAtMs: z.number().min(0),
  rows: count,
  ok: count,
  failed: count,
  skipped: count,
  pending: count,
});

const windowBoundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  isMaximized: z.boolean(),
});

const storedSchema = z.object({
  version: z.literal([1, SETTINGS_VERSION]),
  recentRuns: z.array(recentRunSchema).max(RECENT_RUNS_MAX),
  /** `null` until the window was closed once. */
  window: windowBoundsSchema.nullable(),
  runDefaults: z.unknown().optional(),
  exportChoices: z.unknown().optional(),
});

export type WindowBounds = z.output<typeof windowBoundsSchema>;

export interface Settings extends Omit<
  z.output<typeof storedSchema>,
  'version' | 'runDefaults' | 'exportChoices'
> {
  readonly version: typeof SETTINGS_VERSION;
  readonly runDefaults: RunDefaults;
  readonly exportChoices: ExportChoices;
}

export const DEFAULT_RUN_DEFAULTS: RunDefaults = {
  retryPolicies: DEFAULT_OPTIONS.retryPolicies,
  autoPause: DEFAULT_OPTIONS.autoPause,
  detectsSoftBlocks: DEFAULT_OPTIONS.detectsSoftBlocks,
  minSpeedBytesPerSec: DEFAULT_OPTIONS.minSpeedBytesPerSec,
  minSpeedWindowMs: DEFAULT_OPTIONS.minSpeedWindowMs,
  maxBodyBytes: DEFAULT_OPTIONS.maxBodyBytes,
  proxy: DEFAULT_OPTIONS.proxy,
  robots: DEFAULT_OPTIONS.robots,
};

export const DEFAULT_EXPORT_CHOICES: ExportChoices = { format: 'csv', columns: [], hasOriginals: false };

export const DEFAULT_SETTINGS: Settings = {
  version: SETTINGS_VERSION,
  recentRuns: [],
  window: null,
  runDefaults: DEFAULT_RUN_DEFAULTS,
  exportChoices: DEFAULT_EXPORT_CHOICES,
};

export interface ReadSettings {
  readonly settings: Settings;
  /** Names of settings whose value could not be used, so that their default applies. */
  readonly reset: readonly string[];
}

/** @returns `null` for what is no settings file of this or an earlier version. */
export function readSettings(text: string): ReadSettings | null {
  const stored = storedSchema.safeParse(parseJson(text));
  if (!stored.success) return null;
  const { version, runDefaults, exportChoices, ...rest } = stored.data;
  // Nobody sets it on purpose, so nobody is told when it cannot be used.
  const choices = exportChoicesSchema.safeParse(exportChoices).data ?? DEFAULT_EXPORT_CHOICES;
  const read =
    version === 1
      ? { defaults: DEFAULT_RUN_DEFAULTS, reset: [] }
      : readRunDefaults(runDefaults, DEFAULT_RUN_DEFAULTS);
  return {
    settings: {
      version: SETTINGS_VERSION,
      ...rest,
      runDefaults: read.defaults,
      exportChoices: choices,
    },
    reset: read.reset,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
