import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExportChoices } from '../../../shared/ipc/contract.ts';
import { recentFromRun } from '../recent-runs.ts';
import { DEFAULT_EXPORT_CHOICES, DEFAULT_RUN_DEFAULTS } from '../settings-schema.ts';
import { suggestedPath } from './export-paths.ts';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import { createHandlers } from './handlers.ts';
import { ListImports } from './list-imports.ts';
import { runSnapshot, setupHandlers } from './test-services.ts';

const LIMITS = { concurrency: 50, perHost: 4, ratePerSecPerHost: 2, timeoutTotalMs: 30_000 };

describe('app.info', () => {
  it('lists only run files that are still there, and forgets the others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gleaner-info-'));
    const { handlers, recentRuns, tracker } = setupHandlers();
    await writeFile(join(folder, 'here.gleaner'), '');
    const here = recentFromRun(runSnapshot('stopped', join(folder, 'here.gleaner')), 1);
    const gone = recentFromRun(runSnapshot('stopped', join(folder, 'gone.gleaner')), 1);
    recentRuns.push(gone, here);
    const run = tracker.adopt(runSnapshot('paused'));

    const info = await handlers['app.info']({});
    await rm(folder, { recursive: true });

    expect(info).toEqual({
      version: '1.2.3',
      runsFolder: '/runs',
      recent: [here],
      run,
      runDefaults: DEFAULT_RUN_DEFAULTS,
      exportChoices: DEFAULT_EXPORT_CHOICES,
    });
    expect(recentRuns).toEqual([here]);
  });
});

describe('app.info without a folder for runs', () => {
  it('still answers, so that the window opens and recent runs can be exported', async () => {
    const { services } = setupHandlers();
    const withoutFolder = { ...services, runsFolder: () => Promise.reject(new Error('disk full')) };
    const handlers = createHandlers(withoutFolder, new ListImports(withoutFolder));

    expect(await handlers['app.info']({})).toMatchObject({ version: '1.2.3', runsFolder: '' });
  });
});

describe('run handlers', () => {
  it('start with the defaults where the window sets nothing, and give a raised timeout to every phase', async () => {
    const { handlers, asked } = setupHandlers({ 'run.start': runSnapshot('running') });

    await handlers['run.start']({
      draftId: 'd1',
      options: { ...LIMITS, retries: 3, adapt: true, keep: 'off' },
    });

    expect(asked[0]?.[1]).toMatchObject({
      draftId: 'd1',
      options: {
        ...LIMITS,
        retries: 3,
        timeoutConnectMs: 30_000,
        timeoutHeadersMs: 30_000,
        timeoutIdleMs: 30_000,
        maxBodyBytes: 10 * 1024 * 1024,
        adapt: true,
        keep: 'off',
        hashes: true,
      },
    });
  });

  it('retry with the timeout that was set since the start', async () => {
    const { handlers, tracker, asked } = setupHandlers({ 'run.retryFailed': { requeued: 1 } });
    tracker.adopt(runSnapshot('finished'));

    await handlers['run.setLimits']({ limits: LIMITS });
    const selection = { kind: 'codes' as const, codes: ['timeout.headers' as const] };
    await handlers['run.retryFailed']({ selection, options: {} });

    expect(asked.at(-1)).toEqual([
      'run.retryFailed',
      {
        selection,
        options: { timeoutConnectMs: 30_000, timeoutHeadersMs: 30_000, timeoutIdleMs: 30_000 },
      },
    ]);
  });

  it('give a timeout that is for one retry only to every phase of that retry', async () => {
    const { handlers, tracker, asked } = setupHandlers({ 'run.retryFailed': { requeued: 1 } });
    tracker.adopt(runSnapshot('finished'));

    await handlers['run.retryFailed']({
      selection: { kind: 'all' },
      options: { timeoutTotalMs: 60_000, perHost: 2 },
    });

    expect(asked.at(-1)?.[1]).toMatchObject({
      options: { timeoutTotalMs: 60_000, timeoutHeadersMs: 60_000, timeoutIdleMs: 60_000, perHost: 2 },
    });
  });

  it('start with what the settings hold', async () => {
    const { handlers, asked } = setupHandlers({ 'run.start': runSnapshot('running') });
    const defaults = {
      ...DEFAULT_RUN_DEFAULTS,
      detectsSoftBlocks: false,
      proxy: 'http://proxy.example:3128',
    };

    await handlers['settings.setRunDefaults'](defaults);
    await handlers['run.start']({
      draftId: 'd1',
      options: { ...LIMITS, retries: 3, adapt: true, keep: 'off' },
    });

    expect(asked[0]?.[1]).toMatchObject({ options: defaults });
  });

  it('resume without pausing for failures any more, when the user says so', async () => {
    const { handlers, tracker, asked } = setupHandlers({ 'run.resume': runSnapshot('running') });
    tracker.adopt(runSnapshot('paused'));

    await handlers['run.resume']({ neverPauses: true });
    await handlers['run.resume']({ neverPauses: false });

    const [never, again] = asked.map(([, input]) => (input as { options: Partial<RunOptions> }).options);
    expect(never?.autoPause).toEqual({ ...DEFAULT_OPTIONS.autoPause, isOn: false });
    expect(again).not.toHaveProperty('autoPause');
  });

  it('open no run file that main has not listed', async () => {
    const { handlers, asked } = setupHandlers();

    await expect(async () => handlers['run.openRecent']({ path: '/etc/passwd' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    expect(asked).toEqual([]);
  });

  it('close the run that is open before another one is opened', async () => {
    const { handlers, tracker, recentRuns, asked } = setupHandlers({
      'run.open': runSnapshot('stopped', '/runs/b.gleaner'),
    });
    recentRuns.push(recentFromRun(runSnapshot('stopped', '/runs/b.gleaner'), 1));
    tracker.adopt(runSnapshot('paused'));

    await handlers['run.openRecent']({ path: '/runs/b.gleaner' });

    expect(asked.map(([name]) => name)).toEqual(['run.close', 'run.open']);
    expect(tracker.run?.path).toBe('/runs/b.gleaner');
  });

  it('never stop a run that is going because another one is asked for', async () => {
    const { handlers, tracker, asked } = setupHandlers();
    tracker.adopt(runSnapshot('running'));

    const started = handlers['run.start']({
      draftId: 'd1',
      options: { ...LIMITS, retries: 0, adapt: true, keep: 'off' },
    });

    await expect(started).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(asked).toEqual([]);
  });
});

describe('export handlers', () => {
  const rows = { kind: 'rows', rowIds: [4, 7] } as const;
  const choices = {
    format: 'parquet',
    columns: [
      { name: 'title', isChosen: true },
      { name: 'bytes', isChosen: false },
      { name: 'url', isChosen: true },
    ],
    hasOriginals: true,
  } satisfies ExportChoices;

  it('write where the dialog says, what was chosen, with the ending of the format', async () => {
    const result = { path: '/out/mine.parquet', rows: 1, bytes: 9, remarks: [] };
    const { handlers, services, tracker, dialogs, asked } = setupHandlers({ 'export.run': result });
    tracker.adopt(runSnapshot('finished'));
    dialogs.saveExport.mockResolvedValue('/out/mine');

    const exported = await handlers['export.save']({ exportId: 'e', rows, choices });
    await handlers['export.reveal']({ what: 'export' });

    expect(dialogs.saveExport).toHaveBeenCalledExactlyOnceWith('/runs/a.parquet', 'parquet');
    expect(exported).toBe(result);
    const options = { format: 'parquet', rows, columns: ['title', 'url'], hasOriginals: true };
    expect(asked).toEqual([['export.run', { exportId: 'e', path: '/out/mine.parquet', options }]]);
    expect(services.revealFile).toHaveBeenCalledExactlyOnceWith('/out/mine.parquet');
  });

  it('remember what was chosen', async () => {
    const result = { path: '/out/mine.parquet', rows: 1, bytes: 9, remarks: [] };
    const { handlers, tracker, dialogs } = setupHandlers({ 'export.run': result });
    tracker.adopt(runSnapshot('finished'));
    dialogs.saveExport.mockResolvedValue('/out/mine.parquet');

    await handlers['export.save']({ exportId: 'e', rows, choices });

    expect((await handlers['app.info']({})).exportChoices).toEqual(choices);
  });

  it('write nothing when the dialog was cancelled', async () => {
    const { handlers, tracker, asked } = setupHandlers();
    tracker.adopt(runSnapshot('finished'));

    expect(await handlers['export.save']({ exportId: 'e', rows, choices })).toBeNull();
    expect(asked).toEqual([]);
  });

  it('never write over a run file', async () => {
    const { handlers, tracker, dialogs, asked } = setupHandlers();
    tracker.adopt(runSnapshot('finished'));
    dialogs.saveExport.mockResolvedValue('/runs/a.gleaner');

    const exported = handlers['export.save']({ exportId: 'e', rows, choices });

    await expect(exported).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(asked).toEqual([]);
  });

  it('never replace a file that the dialog did not ask about', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gleaner-export-'));
    await writeFile(join(folder, 'mine.parquet'), 'old');
    const { handlers, tracker, dialogs, asked } = setupHandlers();
    tracker.adopt(runSnapshot('finished'));
    dialogs.saveExport.mockResolvedValue(join(folder, 'mine'));

    const exported = handlers['export.save']({ exportId: 'e', rows, choices });

    await expect(exported).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: 'mine.parquet is there already.',
    });
    expect(asked).toEqual([]);
    await rm(folder, { recursive: true });
  });

  it.each([
    ['products.txt', '/runs/products.csv'],
    ['products.v2.CSV', '/runs/products.v2.csv'],
    ['Pasted list', '/runs/Pasted list.csv'],
    ['v1.5 pages', '/runs/v1.5 pages.csv'],
    ['a/b:c?.txt', '/runs/a_b_c_.csv'],
    ['.txt', '/runs/results.csv'],
  ])('suggest a name for the run %s', (name, expected) => {
    expect(suggestedPath({ name, path: '/runs/x.gleaner' }, 'csv')).toBe(expected);
  });
});

describe('settings', () => {
  it.each(['proxy.example', 'socks5://proxy.example:1080', 'http://', 'http://proxy.example/path'])(
    'refuse %s as a proxy and keep what they had',
    async (proxy) => {
      const { handlers, services } = setupHandlers();

      const saved = async () => handlers['settings.setRunDefaults']({ ...DEFAULT_RUN_DEFAULTS, proxy });

      await expect(saved).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
      expect(services.runDefaults.get().proxy).toBeNull();
    },
  );
});
