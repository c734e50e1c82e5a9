import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetRun, rememberRun, RECENT_RUNS_MAX } from './recent-runs.ts';
import type { ExportChoices } from '../../shared/ipc/contract.ts';
import { DEFAULT_EXPORT_CHOICES, DEFAULT_RUN_DEFAULTS } from './settings-schema.ts';
import { SettingsStore } from './settings-store.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-settings-'));
  path = join(folder, 'data', 'settings.json');
});
afterEach(() => rm(folder, { recursive: true }));

function recent(name: string, pending = 0) {
  return { path: `/runs/${name}`, name, changedAtMs: 1, rows: 2, ok: 1, failed: 0, skipped: 0, pending };
}

async function load() {
  const options = { path, report: vi.fn(), onUnusable: vi.fn(), onReset: vi.fn() };
  return { options, store: await SettingsStore.load(options) };
}

describe('SettingsStore', () => {
  it('begins with the defaults when there is no file, and says nothing', async () => {
    const { options, store } = await load();

    expect(store.get()).toEqual({
      version: 2,
      recentRuns: [],
      window: null,
      runDefaults: DEFAULT_RUN_DEFAULTS,
      exportChoices: DEFAULT_EXPORT_CHOICES,
    });
    expect(options.report).not.toHaveBeenCalled();
    expect(options.onUnusable).not.toHaveBeenCalled();
  });

  it('reads back what it wrote and leaves no other file', async () => {
    const window = { x: 1, y: 2, width: 900, height: 600, isMaximized: false };
    const { store } = await load();

    await store.update((settings) => ({ ...settings, window }));

    expect((await load()).store.get().window).toEqual(window);
    expect(await readdir(join(folder, 'data'))).toEqual(['settings.json']);
  });

  it('loses no update when many come at once', async () => {
    const { store } = await load();

    const names = Array.from({ length: 10 }, (_, index) => `run ${index}`);
    await Promise.all(
      names.map((name) =>
        store.update((settings) => ({
          ...settings,
          recentRuns: [...rememberRun(settings.recentRuns, recent(name))],
        })),
      ),
    );

    const { recentRuns } = (await load()).store.get();
    expect(recentRuns.map((run) => run.name)).toEqual(names.toReversed());
  });

  it.each([
    ['damaged', '{"version":1,'],
    ['empty', ''],
    ['from a newer Gleaner', '{"version":3,"recentRuns":[],"window":null}'],
    ['wrong inside', '{"version":1,"recentRuns":[{"path":7}],"window":null}'],
  ])('puts a file aside that is %s, and says so', async (_what, text) => {
    await (await load()).store.update((settings) => settings);
    await writeFile(path, text);

    const { options, store } = await load();

    expect(store.get().recentRuns).toEqual([]);
    expect(options.onUnusable).toHaveBeenCalledExactlyOnceWith(`${path}.unusable`);
    expect(await readFile(`${path}.unusable`, 'utf8')).toBe(text);
  });

  it('takes over what an earlier version wrote', async () => {
    await (await load()).store.update((settings) => settings);
    await writeFile(path, JSON.stringify({ version: 1, recentRuns: [recent('a')], window: null }));

    const { options, store } = await load();

    expect(store.get()).toEqual({
      version: 2,
      recentRuns: [recent('a')],
      window: null,
      runDefaults: DEFAULT_RUN_DEFAULTS,
      exportChoices: DEFAULT_EXPORT_CHOICES,
    });
    expect(options.onUnusable).not.toHaveBeenCalled();
    expect(options.onReset).not.toHaveBeenCalled();
  });

  it('keeps what was chosen for an export, and forgets it when it makes no sense', async () => {
    const { store: first } = await load();
    const exportChoices = {
      format: 'xlsx',
      columns: [{ name: 'url', isChosen: false }],
      hasOriginals: true,
    } satisfies ExportChoices;
    await first.update((settings) => ({ ...settings, exportChoices }));

    expect((await load()).store.get().exportChoices).toEqual(exportChoices);

    await writeFile(path, JSON.stringify({ ...first.get(), exportChoices: { format: 'docx' } }));
    const { options, store } = await load();
    expect(store.get().exportChoices).toEqual(DEFAULT_EXPORT_CHOICES);
    expect(options.onReset).not.toHaveBeenCalled();
  });

  it('resets only what is out of range, and says so once', async () => {
    const { store: first } = await load();
    await first.update((settings) => ({
      ...settings,
      recentRuns: [recent('a')],
      runDefaults: { ...DEFAULT_RUN_DEFAULTS, detectsSoftBlocks: false },
    }));
    const stored = JSON.parse(await readFile(path, 'utf8'));
    stored.runDefaults.autoPause.failedRatio = 7;
    await writeFile(path, JSON.stringify(stored));

    const { options, store } = await load();

    expect(options.onReset).toHaveBeenCalledExactlyOnceWith(['autoPause.failedRatio']);
    expect(options.onUnusable).not.toHaveBeenCalled();
    expect(store.get()).toMatchObject({
      recentRuns: [{ name: 'a' }],
      runDefaults: { detectsSoftBlocks: false, autoPause: DEFAULT_RUN_DEFAULTS.autoPause },
    });
  });

  it('reports what cannot be written and goes on', async () => {
    await writeFile(join(folder, 'data'), 'a file where the folder should be');
    const { options, store } = await load();

    await store.update((settings) => ({ ...settings, recentRuns: [recent('a')] }));

    expect(store.get().recentRuns).toHaveLength(1);
    expect(options.report).toHaveBeenCalled();
  });
});

describe('recent runs', () => {
  it('holds each run file once, with its newest counts, newest first', () => {
    const list = rememberRun(rememberRun([recent('a', 5)], recent('b')), recent('a', 1));

    expect(list).toEqual([recent('a', 1), recent('b')]);
  });

  it('lets the oldest go', () => {
    let list: ReturnType<typeof rememberRun> = [];
    for (let number = 0; number <= RECENT_RUNS_MAX; number += 1)
      list = rememberRun(list, recent(`${number}`));

    expect(list).toHaveLength(RECENT_RUNS_MAX);
    expect(list.some((run) => run.name === '0')).toBe(false);
  });

  it('forgets by path', () => {
    expect(forgetRun([recent('a'), recent('b')], '/runs/a')).toEqual([recent('b')]);
  });
});
