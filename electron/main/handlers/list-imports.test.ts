import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_CHOICES } from '../../../shared/list-choices.ts';
import { recentFromRun } from '../recent-runs.ts';
import { runSnapshot, setupHandlers } from './test-services.ts';

const SPOOL = '/runs/spool';
const SUMMARY = { draftId: 'd1' };

function setup(more: Readonly<Record<string, unknown>> = {}) {
  return setupHandlers({
    'text.begin': { spoolPath: SPOOL },
    'import.run': SUMMARY,
    'run.openExport': () => Promise.reject(new AppError(ErrorCode.ExportForeign, 'No export.')),
    ...more,
  });
}

describe('a pasted list', () => {
  it('reaches the engine piece by piece in order, and its text is removed after the import', async () => {
    const { handlers, asked } = setup({
      // The first piece takes longest; the others must wait for it.
      'text.append': ({ text }: { text: string }) =>
        new Promise((resolve) => (text === 'a' ? setImmediate(() => resolve(null)) : resolve(null))),
    });

    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });
    const pieces = ['a', 'b', 'c'].map((text) => handlers['list.textAppend']({ importId: 'i', text }));
    await Promise.all(pieces);
    const summary = await handlers['list.textImport']({ importId: 'i' });

    expect(summary).toBe(SUMMARY);
    const texts = asked.filter(([name]) => name === 'text.append');
    expect(texts.map(([, input]) => input)).toEqual(
      ['a', 'b', 'c'].map((text) => ({ spoolPath: SPOOL, text })),
    );
    expect(asked.at(-1)).toEqual([
      'import.run',
      {
        importId: 'i',
        listPaths: [SPOOL],
        name: 'Pasted list',
        removeListAfter: true,
        folder: '/runs',
        runPath: null,
        replaceUnfinished: false,
      },
    ]);
  });

  it('is not imported when a piece could not be written', async () => {
    const { handlers, asked } = setup({ 'text.append': () => Promise.reject(new Error('disk full')) });
    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });

    await expect(handlers['list.textAppend']({ importId: 'i', text: 'a' })).rejects.toThrow('disk full');
    await expect(handlers['list.textImport']({ importId: 'i' })).rejects.toThrow('disk full');

    expect(asked.at(-1)).toEqual(['text.discard', { spoolPath: SPOOL }]);
  });

  it('leaves nothing behind when it is cancelled while its text arrives', async () => {
    const { handlers, asked } = setup();
    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });

    await handlers['list.cancelImport']({ importId: 'i' });

    expect(asked.at(-1)).toEqual(['text.discard', { spoolPath: SPOOL }]);
    await expect(handlers['list.textImport']({ importId: 'i' })).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('leaves nothing behind when the window that was sending it is gone', async () => {
    const { handlers, imports, asked } = setup();
    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });

    await imports.discardSpools();

    expect(asked.at(-1)).toEqual(['text.discard', { spoolPath: SPOOL }]);
  });

  it('has to be sent again when the engine that kept its text is gone', async () => {
    const { handlers, imports, asked } = setup();
    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });

    imports.forgetSpools();
    await handlers['list.textBegin']({ importId: 'i', name: 'Pasted list' });

    expect(asked.map(([name]) => name)).toEqual(['text.begin', 'text.begin']);
  });

  it('takes no text for an import that has not begun', async () => {
    const { handlers } = setup();

    await expect(handlers['list.textAppend']({ importId: 'i', text: 'a' })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    });
  });
});

describe('a file', () => {
  it('is imported under its name and stays where it is', async () => {
    const { handlers, dialogs, asked } = setup();
    dialogs.openListsOrRun.mockResolvedValue(['/lists/products.csv']);

    const opened = await handlers['list.openDialog']({ importId: 'i' });

    expect(opened).toEqual({ kind: 'list', summary: SUMMARY });
    expect(asked.map(([name]) => name)).toEqual(['run.openExport', 'import.run']);
    expect(asked[1]?.[1]).toMatchObject({
      listPaths: ['/lists/products.csv'],
      name: 'products.csv',
      removeListAfter: false,
    });
  });

  it('is opened as a run when it is a run file', async () => {
    const run = runSnapshot('stopped', '/runs/B.GLEANER');
    const { handlers, tracker, dialogs, asked } = setup({ 'run.open': run });
    dialogs.openListsOrRun.mockResolvedValue(['/runs/B.GLEANER']);

    const opened = await handlers['list.openDialog']({ importId: 'i' });

    expect(opened).toEqual({ kind: 'run', run });
    expect(tracker.run).toBe(run);
    expect(asked).toEqual([['run.open', { path: '/runs/B.GLEANER' }]]);
  });

  it('is opened as a run when it is an earlier export', async () => {
    const run = runSnapshot('stopped', '/runs/products.gleaner');
    const { handlers, tracker, dialogs, asked } = setup({ 'run.openExport': run });
    dialogs.openListsOrRun.mockResolvedValue(['/out/Products.CSV']);

    const opened = await handlers['list.openDialog']({ importId: 'i' });

    expect(opened).toEqual({ kind: 'run', run });
    expect(tracker.run).toBe(run);
    const target = { folder: '/runs', runPath: null, replaceUnfinished: false };
    expect(asked).toEqual([
      ['run.openExport', { importId: 'i', exportPath: '/out/Products.CSV', ...target }],
    ]);
  });

  it('fails as an export when it is one that cannot be taken over', async () => {
    const full = new AppError(ErrorCode.DiskFull, 'The disk is full.');
    const { handlers, dialogs, asked } = setup({ 'run.openExport': () => Promise.reject(full) });
    dialogs.openListsOrRun.mockResolvedValue(['/out/products.csv']);

    await expect(handlers['list.openDialog']({ importId: 'i' })).rejects.toBe(full);
    expect(asked.map(([name]) => name)).toEqual(['run.openExport']);
  });

  it('stands in place of a damaged file among the recent runs', async () => {
    const salvage = { fromPath: '/runs/a.gleaner', rows: 3, rowsLost: 0, settled: 2, settledLost: 0 };
    const run = { ...runSnapshot('stopped', '/runs/a recovered.gleaner'), salvage };
    const { handlers, recentRuns, dialogs } = setup({ 'run.open': run });
    recentRuns.push(recentFromRun(runSnapshot('stopped', '/runs/a.gleaner'), 1));
    dialogs.openListsOrRun.mockResolvedValue(['/runs/a.gleaner']);

    const opened = await handlers['list.openDialog']({ importId: 'i' });

    expect(opened).toMatchObject({ kind: 'run', run: { salvage } });
    expect(recentRuns).toEqual([]);
  });

  it('is not opened when the dialog was cancelled', async () => {
    const { handlers, asked } = setup();

    expect(await handlers['list.openDialog']({ importId: 'i' })).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe('dropped files', () => {
  it('are read as one list, in the order given', async () => {
    const { handlers, asked, notices } = setup();

    await handlers['list.openDropped']({ importId: 'i', paths: ['/l/a.txt', '/l/b.txt', '/l/c.txt'] });

    expect(asked).toHaveLength(1);
    expect(asked[0]?.[1]).toMatchObject({
      listPaths: ['/l/a.txt', '/l/b.txt', '/l/c.txt'],
      name: 'a.txt and 2 more',
    });
    expect(notices).toEqual([]);
  });

  it('open the run file among them', async () => {
    const { handlers, asked, notices } = setup({ 'run.open': runSnapshot('stopped') });

    await handlers['list.openDropped']({ importId: 'i', paths: ['/l/a.txt', '/l/b.gleaner'] });

    expect(asked).toEqual([['run.open', { path: '/l/b.gleaner' }]]);
    expect(notices).toEqual(['Opened b.gleaner; the other file was left out.']);
  });

  it('are read again with other choices, from where they were', async () => {
    const { handlers, asked } = setup();
    await handlers['list.openDropped']({ importId: 'i', paths: ['/l/a.txt', '/l/b.txt'] });

    await handlers['list.openAgain']({ importId: 'j', ofImportId: 'i', choices: DEFAULT_CHOICES });

    expect(asked.at(-1)?.[1]).toMatchObject({
      importId: 'j',
      listPaths: ['/l/a.txt', '/l/b.txt'],
      choices: DEFAULT_CHOICES,
    });
  });

  it('say nothing when there is one', async () => {
    const { handlers, notices } = setup();

    await handlers['list.openDropped']({ importId: 'i', paths: ['/l/a.txt'] });

    expect(notices).toEqual([]);
  });

  it('are refused without a full path', async () => {
    const { handlers, asked } = setup();

    const opened = handlers['list.openDropped']({ importId: 'i', paths: ['../a.txt'] });

    await expect(opened).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(asked).toEqual([]);
  });
});

describe('the demo', () => {
  it('imports every page of the shop once, in order', async () => {
    const pieces: string[] = [];
    const { handlers } = setup({ 'text.append': ({ text }: { text: string }) => void pieces.push(text) });

    const summary = await handlers['demo.prepare']({ importId: 'i', pages: 9001 });

    expect(summary).toBe(SUMMARY);
    const lines = pieces.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(9001);
    expect(lines[0]).toMatch(/^http:\/\/127\.0\.0\.1:4000\/p\/1-/);
    expect(lines[9000]).toMatch(/^http:\/\/127\.0\.0\.1:4000\/p\/9001-/);
  });

  it('can be cancelled before its shop is open', async () => {
    const { handlers, asked } = setup();

    const prepared = handlers['demo.prepare']({ importId: 'i', pages: 10 });
    await handlers['list.cancelImport']({ importId: 'i' });

    await expect(prepared).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(asked).toEqual([]);
  });

  it('does not close the shop of a run that is going', async () => {
    const { handlers, tracker, asked } = setup();
    tracker.adopt(runSnapshot('running'));

    const prepared = handlers['demo.prepare']({ importId: 'i', pages: 10 });

    await expect(prepared).rejects.toMatchObject({ code: 'WRONG_STATE' });
    expect(asked).toEqual([]);
  });
});
