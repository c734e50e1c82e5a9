import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { runCommandLine } from '../run-command.ts';
import { fakeCli } from '../testing/fake-context.ts';
import { totalsOf } from '../testing/fake-engine.ts';

describe('gleaner retry', () => {
  it('retries the codes that were named', async () => {
    const { engine, context } = fakeCli();
    engine.totals = totalsOf({ ok: 9, failed: 1, failures: { 'http.server_error': 1 } });

    const status = await runCommandLine(['retry', 'a.gleaner', '--only', 'http.server_error'], context);

    expect(status).toBe(3);
    expect(engine.inputOf('run.retryFailed')).toEqual({
      selection: { kind: 'codes', codes: ['http.server_error'] },
      options: {},
    });
  });

  it('adds to the policies and the pause of the run instead of replacing them', async () => {
    const { engine, context } = fakeCli();
    const retryPolicies = {
      'timeout.total': { isRetried: false, retries: null, firstDelayMs: 1, maxDelayMs: 2 },
    } as const;
    engine.snapshot = { options: { ...DEFAULT_OPTIONS, retryPolicies } };

    await runCommandLine(
      ['retry', 'a.gleaner', '--policy', 'tls.handshake=never', '--no-auto-pause'],
      context,
    );

    expect(engine.inputOf('run.retryFailed')).toEqual({
      selection: { kind: 'all' },
      options: {
        retryPolicies: { ...retryPolicies, 'tls.handshake': expect.objectContaining({ isRetried: false }) },
        autoPause: { ...DEFAULT_OPTIONS.autoPause, isOn: false },
      },
    });
  });

  it('makes a run out of an earlier export and retries what failed in it', async () => {
    const { engine, stdout, context, folder } = fakeCli();
    engine.snapshot = { path: path.join(folder, 'old.gleaner') };
    engine.totals = totalsOf({ ok: 9, failed: 1 });

    const status = await runCommandLine(['retry', 'old.csv', '--only', 'timeout', '--json'], context);

    expect(status).toBe(3);
    expect(engine.inputOf('run.openExport')).toMatchObject({
      exportPath: path.join(folder, 'old.csv'),
      folder,
      runPath: path.join(folder, 'old.gleaner'),
      replaceUnfinished: false,
    });
    expect(engine.namesCalled()).not.toContain('run.open');
    expect(engine.namesCalled()).toContain('run.retryFailed');
    expect(stdout.jsonLines()[0]).toMatchObject({
      type: 'import',
      name: 'old.csv',
      runFile: path.join(folder, 'old.gleaner'),
      rows: 10,
    });
  });

  it('does not put the run of an export over the run that may have written it', async () => {
    const { engine, stderr, context, folder } = fakeCli();
    writeFileSync(path.join(folder, 'old.gleaner'), 'a run');

    const status = await runCommandLine(['retry', 'old.csv'], context);

    expect(status).toBe(2);
    expect(engine.calls).toEqual([]);
    expect(stderr.text).toContain('gleaner retry old.gleaner');
    expect(stderr.text).toContain('--run-file');
  });

  it('cancels the import of an export at Ctrl-C', async () => {
    const { engine, interrupt, context } = fakeCli();
    engine.failures.set('run.openExport', new AppError(ErrorCode.Cancelled, 'Cancelled.'));
    engine.onCall((name) => {
      if (name === 'run.openExport') interrupt.abort();
    });

    const status = await runCommandLine(['retry', 'old.csv'], context);

    expect(status).toBe(130);
    expect(engine.namesCalled()).toEqual(['run.openExport', 'import.cancel']);
  });

  it('names a way to take block pages as they come', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.totals = totalsOf({ ok: 9, failed: 1, failures: { 'blocked.soft': 1 } });

    await runCommandLine(['retry', 'a.gleaner'], context);

    expect(stderr.text).toContain('gleaner retry a.gleaner --only blocked.soft --no-soft-block');
  });

  it.each([
    ['all rows are ok', [], totalsOf(), 0],
    [
      'no row has that code',
      ['--only', 'timeout.total'],
      totalsOf({ ok: 9, failed: 1, failures: { 'http.not_found': 1 } }),
      3,
    ],
  ])('does not wait for a run that has nothing to do when %s', async (_, words, totals, expected) => {
    const { engine, stderr, context } = fakeCli();
    engine.totals = totals;
    engine.requeued = 0;

    const status = await runCommandLine(['retry', 'a.gleaner', ...words], context);

    expect(status).toBe(expected);
    expect(stderr.text).toContain('nothing to retry');
  });
});
