/** What `settings.json` holds. It is parsed whenever it is read: people edit files, and disks damage them. */
import { z } from 'zod';
import { RECENT_RUNS_MAX } from './recent-runs.ts';

export const SETTINGS_VERSION = 1;

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

export const settingsSchema = z.object({
  version: z.literal(SETTINGS_VERSION),
  recentRuns: z.array(recentRunSchema).max(RECENT_RUNS_MAX),
  /** `null` until the window was closed once. */
  window: windowBoundsSchema.nullable(),
});

export type Settings = z.output<typeof settingsSchema>;
export type WindowBounds = z.output<typeof windowBoundsSchema>;

export const DEFAULT_SETTINGS: Settings = { version: SETTINGS_VERSION, recentRuns: [], window: null };
