import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import { runCommandLine } from './run-command.ts';
import { fakeCli } from './testing/fake-context.ts';
import { batchOf, totalsOf } from './testing/fake-engine.ts';

describe('gleaner run', () => {
  it('imports, fetches with the named options, exports, and ends with the finished line', async () => {
    const { engine, stdout, context, folder } = fakeCli();

    const status = await runCommandLine(
      ['run', 'list.txt', '--per-host', '3', '--export', 'a.csv', '--export', 'b.csv', '--json'],
      context,
    );

    expect(status).toBe(0);
    expect(engine.inputOf('import.run')).toMatchObject({
      listPaths: [path.join(folder, 'list.txt')],
      name: 'list.txt',
      folder,
      runPath: path.join(folder, 'list.gleaner'),
      replaceUnfinished: false,
      removeListAfter: false,
    });
    expect(engine.inputOf('run.start')).toEqual({
      draftId: 'draft-1',
      options: { ...DEFAULT_OPTIONS, perHost: 3 },
    });
    expect(stdout.jsonLines().map(({ type }) => type)).toEqual([
      'import',
      'progress',
      'exported',
      'exported',
      'phases',
      'finished',
    ]);
    expect(engine.isDisposed).toBe(true);
  });

  it('writes nothing to standard output without --json', async () => {
    const { stdout, stderr, context } = fakeCli();

    await runCommandLine(['run', 'list.txt'], context);

    expect(stdout.text).toBe('');
    expect(stderr.text).toContain('10 lines = 10 rows + 0 merged + 0 rejected');
  });

  it('forgets what hosts bore, and says of how many', async () => {
    const { engine, stderr, context } = fakeCli();

    expect(await runCommandLine(['forget-hosts'], context)).toBe(0);
    expect(engine.namesCalled()).toEqual(['hosts.forget']);
    expect(stderr.text).toContain('Forgot what 12 hosts bore.');
    expect(await runCommandLine(['forget-hosts', 'shop.example'], context)).toBe(2);
  });

  it('ends with 3 and names the retry when rows failed', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.totals = totalsOf({ ok: 9, failed: 1, failures: { 'http.not_found': 1 } });

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(3);
    expect(stderr.text).toContain('To retry what failed: gleaner retry list.gleaner');
  });

  it('acknowledges every batch of progress', async () => {
    const { engine, context } = fakeCli();
    engine.endsByItself = false;
    engine.onCall((name) => {
      if (name !== 'run.start') return;
      for (const seq of [0, 1]) engine.emit('run.progress', batchOf(engine.totals, { seq }));
      engine.emit('run.finished', { runId: 'run-1', totals: engine.totals });
    });

    await runCommandLine(['run', 'list.txt'], context);

    const acks = engine.calls.filter(({ name }) => name === 'progress.ack').map(({ input }) => input);
    expect(acks).toEqual([{ seq: 0 }, { seq: 1 }]);
  });

  it('names gleaner resume when an unfinished run stands in its place', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.failures.set('import.run', new AppError(ErrorCode.RunFileUnfinished, 'Unfinished.'));

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(1);
    expect(stderr.text).toContain('gleaner resume list.gleaner');
  });

  it.each([
    ['a folder that is not there', 'no/where.csv', 'there is no folder'],
    ['a folder', 'folder.csv', 'it is a folder'],
  ])('refuses an export to %s before the list is read', async (_, file, words) => {
    const { engine, stderr, context, folder } = fakeCli();
    mkdirSync(path.join(folder, 'folder.csv'));

    const status = await runCommandLine(['run', 'list.txt', '--export', file], context);

    expect(status).toBe(1);
    expect(stderr.text).toContain(words);
    expect(engine.calls).toEqual([]);
  });

  it('refuses an export that would replace the list', async () => {
    const { engine, context, folder } = fakeCli();
    writeFileSync(path.join(folder, 'list.csv'), 'url\n');

    const status = await runCommandLine(['run', 'list.csv', '--export', './list.csv'], context);

    expect(status).toBe(2);
    expect(engine.calls).toEqual([]);
  });

  it('still sums up the run when its export fails, and ends with 1', async () => {
    const { engine, stdout, context } = fakeCli();
    engine.failures.set('export.run', new AppError(ErrorCode.DiskFull, 'The disk is full.'));

    const status = await runCommandLine(['run', 'list.txt', '--export', 'a.csv', '--json'], context);

    expect(status).toBe(1);
    expect(stdout.jsonLines().map(({ type }) => type)).toEqual([
      'import',
      'progress',
      'error',
      'phases',
      'finished',
    ]);
  });

  it('throws the draft away when the run cannot be started', async () => {
    const { engine, context } = fakeCli();
    engine.failures.set('run.start', new AppError(ErrorCode.DiskFull, 'The disk is full.'));

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(1);
    expect(engine.inputOf('draft.discard')).toEqual({ draftId: 'draft-1' });
  });

  it('ends with 1 and the reason when its run file breaks in the middle of the run', async () => {
    const { engine, stdout, stderr, context, crash } = fakeCli();
    engine.endsByItself = false;
    engine.onCall((name) => {
      if (name === 'run.start')
        crash(
          new AppError(ErrorCode.RunFileDamaged, 'The run file is damaged.', { advice: 'Open it again.' }),
        );
    });

    const status = await runCommandLine(['run', 'list.txt', '--json'], context);

    expect(status).toBe(1);
    expect(stdout.jsonLines().at(-1)).toMatchObject({ type: 'error', code: 'RUN_FILE_DAMAGED' });
    expect(stderr.text).toContain('Open it again.');
  });

  it('shows the stack of a fault of its own, since the terminal is the log', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.failures.set('run.start', new TypeError('x is not a function'));

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(1);
    expect(stderr.text).toContain('TypeError: x is not a function');
  });
});

describe('Ctrl-C', () => {
  it('stops the run, exports nothing, says how to go on, and ends with 130', async () => {
    const { engine, stdout, stderr, interrupt, context } = fakeCli();
    engine.endsByItself = false;
    engine.totals = totalsOf({ ok: 4, pending: 6 });
    engine.onCall((name) => {
      if (name === 'run.start') queueMicrotask(() => interrupt.abort());
    });

    const status = await runCommandLine(['run', 'list.txt', '--export', 'a.csv', '--json'], context);

    expect(status).toBe(130);
    expect(engine.namesCalled()).toContain('run.stop');
    expect(engine.namesCalled()).not.toContain('export.run');
    expect(stderr.text).toContain('To go on: gleaner resume list.gleaner');
    expect(stdout.jsonLines().at(-1)).toMatchObject({ type: 'finished', ok: 4, pending: 6 });
    expect(engine.isDisposed).toBe(true);
  });

  it('cancels an import and starts nothing', async () => {
    const { engine, interrupt, context } = fakeCli();
    engine.failures.set('import.run', new AppError(ErrorCode.Cancelled, 'Cancelled.'));
    engine.onCall((name) => {
      if (name === 'import.run') interrupt.abort();
    });

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(130);
    expect(engine.namesCalled()).toEqual(['import.run', 'import.cancel']);
  });

  it('throws the draft away when it comes between import and start', async () => {
    const { engine, interrupt, context } = fakeCli();
    engine.onCall((name) => {
      if (name === 'import.run') interrupt.abort();
    });

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(130);
    expect(engine.namesCalled()).toContain('draft.discard');
    expect(engine.namesCalled()).not.toContain('run.start');
  });

  it('cancels an export and keeps the finished run', async () => {
    const { engine, stdout, interrupt, context } = fakeCli();
    engine.failures.set('export.run', new AppError(ErrorCode.Cancelled, 'Cancelled.'));
    engine.onCall((name) => {
      if (name === 'export.run') interrupt.abort();
    });

    const status = await runCommandLine(['run', 'list.txt', '--export', 'a.csv', '--json'], context);

    expect(status).toBe(130);
    expect(engine.namesCalled()).toContain('export.cancel');
    expect(stdout.jsonLines().at(-1)).toMatchObject({ type: 'finished', pending: 0 });
  });
});

describe('gleaner resume', () => {
  it('goes on with only the options that were named', async () => {
    const { engine, context, folder } = fakeCli();
    engine.totals = totalsOf({ ok: 4, pending: 6 });
    engine.onCall((name) => {
      if (name === 'run.resume') engine.totals = totalsOf();
    });

    const status = await runCommandLine(['resume', 'a.gleaner', '--rate', 'none'], context);

    expect(status).toBe(0);
    expect(engine.inputOf('run.open')).toEqual({ path: path.join(folder, 'a.gleaner') });
    expect(engine.inputOf('run.resume')).toEqual({ options: { ratePerSecPerHost: null } });
  });

  it('says so when no row is left, and still exports', async () => {
    const { engine, stderr, context } = fakeCli();

    const status = await runCommandLine(['resume', 'a.gleaner', '--export', 'a.csv'], context);

    expect(status).toBe(0);
    expect(stderr.text).toContain('no row is left');
    expect(engine.namesCalled()).toEqual(['run.open', 'export.run']);
  });
});

describe('gleaner export', () => {
  it('writes the rows that were asked for', async () => {
    const { engine, stderr, context, folder } = fakeCli();

    const status = await runCommandLine(
      ['export', 'a.gleaner', '--out', 'b.csv', '--only', 'failed', '--excel'],
      context,
    );

    expect(status).toBe(0);
    expect(engine.inputOf('export.run')).toMatchObject({
      path: path.join(folder, 'b.csv'),
      options: {
        format: 'csv-excel',
        rows: { kind: 'filter', filter: { outcome: 'failed', code: null, search: '' } },
        columns: null,
        hasOriginals: false,
      },
    });
    expect(stderr.text).toContain('b.csv (10 rows, 2.05 KB)');
  });

  it('writes the columns that were named, in their order', async () => {
    const { engine, context } = fakeCli();
    const words = ['export', 'a.gleaner', '--out', 'b.jsonl', '--columns', 'price, "url"', '--originals'];

    expect(await runCommandLine(words, context)).toBe(0);
    expect(engine.inputOf('export.run')).toMatchObject({
      options: { format: 'jsonl', columns: ['price', 'url'], hasOriginals: true },
    });
  });

  it('takes a column that is none for wrong use, and says which there are', async () => {
    const { engine, stderr, context } = fakeCli();

    const status = await runCommandLine(
      ['export', 'a.gleaner', '--out', 'b.csv', '--columns', 'url,tilte'],
      context,
    );

    expect(status).toBe(2);
    expect(stderr.text).toContain('There is no column "tilte".');
    expect(stderr.text).toContain('Did you mean title?');
    expect(stderr.text).toContain('The columns are url, title, price.');
    expect(engine.namesCalled()).not.toContain('export.run');
  });

  it('tells a run file of another program in the engine’s words', async () => {
    const { engine, stdout, context } = fakeCli();
    engine.failures.set('run.open', new AppError(ErrorCode.RunFileForeign, 'Not a Gleaner run file.'));

    const status = await runCommandLine(['export', 'a.gleaner', '--out', 'b.csv', '--json'], context);

    expect(status).toBe(1);
    expect(stdout.jsonLines()).toEqual([
      { type: 'error', code: 'RUN_FILE_FOREIGN', message: 'Not a Gleaner run file.', advice: '' },
    ]);
  });
});

describe('gleaner demo', () => {
  it('fetches the list of the shop it started, 200 at a time from the one host', async () => {
    const { engine, context, folder } = fakeCli();

    const status = await runCommandLine(['demo', '--pages', '3'], context);

    const { text } = engine.inputOf('text.append') as { text: string };
    expect(status).toBe(0);
    expect(text.trimEnd().split('\n')).toHaveLength(3);
    expect(text).toMatch(/^http:\/\/127\.0\.0\.1:9\//u);
    expect(engine.inputOf('import.run')).toMatchObject({
      listPaths: ['/spool'],
      removeListAfter: true,
      runPath: path.join(folder, 'gleaner-demo.gleaner'),
      replaceUnfinished: true,
    });
    expect(engine.inputOf('run.start')).toMatchObject({ options: { perHost: 200 } });
    expect(engine.inputOf('export.run')).toMatchObject({ path: path.join(folder, 'gleaner-demo.csv') });
  });

  it('obeys a --per-host that was given', async () => {
    const { engine, context } = fakeCli();

    await runCommandLine(['demo', '--pages', '3', '--per-host', '4'], context);

    expect(engine.inputOf('run.start')).toMatchObject({ options: { perHost: 4 } });
  });

  it('does not suggest a retry, since the shop is gone', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.totals = totalsOf({ ok: 9, failed: 1, failures: { 'http.not_found': 1 } });

    const status = await runCommandLine(['demo', '--pages', '3'], context);

    expect(status).toBe(3);
    expect(stderr.text).not.toContain('gleaner retry');
    expect(stderr.text).toContain('gleaner export gleaner-demo.gleaner --out failed.csv --only failed');
  });
});

describe('wrong use', () => {
  it.each([[['--nonsense']], [['run']], [['run', 'a.txt', '--concurrency', '0']]])(
    'ends %j with 2 and an explanation on standard error alone',
    async (argv) => {
      const { stdout, stderr, context } = fakeCli();

      const status = await runCommandLine(argv, context);

      expect(status).toBe(2);
      expect(stdout.text).toBe('');
      expect(stderr.text).toMatch(/^gleaner: /u);
    },
  );

  it('answers --help and --version on standard output with 0', async () => {
    const { stdout, stderr, context } = fakeCli();

    const statuses = [
      await runCommandLine(['--help'], context),
      await runCommandLine(['retry', '--help'], context),
      await runCommandLine(['--version'], context),
    ];

    expect(statuses).toEqual([0, 0, 0]);
    expect(stdout.text).toMatch(/gleaner \d+\.\d+\.\d+\n$/u);
    expect(stderr.text).toBe('');
  });
});
