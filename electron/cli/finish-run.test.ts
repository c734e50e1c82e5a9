import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { runCommandLine } from './run-command.ts';
import { fakeCli, type FakeCli } from './testing/fake-context.ts';
import { batchOf, blockedHost, pausedHostOf, totalsOf } from './testing/fake-engine.ts';

/** Its run pauses itself as soon as it is started, with what `engine.batch` says. */
function pausedCli(): FakeCli {
  const cli = fakeCli();
  const { engine } = cli;
  engine.endsByItself = false;
  engine.totals = totalsOf({ ok: 1, failed: 3, pending: 6, failures: { 'http.server_error': 3 } });
  engine.onCall((name) => {
    if (name === 'run.start') engine.emit('run.progress', batchOf(engine.totals, engine.batch));
  });
  return cli;
}

describe('a run that is held up by this computer', () => {
  it('waits, and says so when it begins and when it is over', async () => {
    const { engine, stderr, clock, context } = fakeCli();
    engine.endsByItself = false;
    const hold = { code: 'local.disk_full', message: 'ENOSPC', sinceMs: 0 } as const;
    engine.onCall((name) => {
      if (name !== 'run.start') return;
      engine.emit('run.trouble', { runId: 'run-1', code: hold.code, message: hold.message });
      engine.emit('run.progress', batchOf(totalsOf({ ok: 4, pending: 6 }), { hold }));
      clock.nowMs = 20_000;
      engine.emit('run.progress', batchOf(totalsOf({ ok: 5, pending: 5 })));
      engine.emit('run.finished', { runId: 'run-1', totals: engine.totals });
    });

    const status = await runCommandLine(['run', 'list.txt'], context);

    expect(status).toBe(0);
    expect(stderr.text.split('\n').filter((line) => line.startsWith('gleaner: '))).toEqual([
      'gleaner: The disk is full: ENOSPC The run waits. Free some space; nothing that was settled is lost.',
      'gleaner: The run goes on after 20 s.',
    ]);
  });
});

describe('a run that pauses itself', () => {
  it('is settled, not exported, explained, and ends with 1', async () => {
    const { engine, stderr, context } = pausedCli();
    const pauseReason = { code: 'http.server_error', failedAnswers: 812, answers: 1000 } as const;
    engine.batch = { state: 'paused', pauseReason };

    const status = await runCommandLine(['run', 'list.txt', '--export', 'a.csv'], context);

    expect(status).toBe(1);
    expect(engine.namesCalled()).toContain('run.stop');
    expect(engine.namesCalled()).not.toContain('export.run');
    expect(stderr.text).toContain('The run paused itself: 812 of the last 1,000 answers failed');
    expect(stderr.text).toContain('Paused with 6 rows left.');
    expect(stderr.text).toContain('To go on: gleaner resume list.gleaner\n');
    expect(stderr.text).toContain('To go on and not pause: gleaner resume list.gleaner --no-auto-pause\n');
  });

  it('names the option that takes block pages as they are when a host paused because of them', async () => {
    const { engine, stderr, context } = pausedCli();
    engine.batch = { state: 'paused', pausedHosts: [blockedHost], pausedHostCount: 1 };

    await runCommandLine(['run', 'list.txt'], context);

    expect(stderr.text).toContain('gleaner resume list.gleaner --no-soft-block\n');
  });

  it('writes a paused line, and still the finished line with what is pending', async () => {
    const { engine, stdout, stderr, context } = pausedCli();
    engine.batch = { state: 'paused', pausedHosts: [pausedHostOf()], pausedHostCount: 1 };

    const status = await runCommandLine(['run', 'list.txt', '--json'], context);

    expect(status).toBe(1);
    expect(stdout.jsonLines().map(({ type }) => type)).toEqual([
      'import',
      'progress',
      'paused',
      'phases',
      'finished',
    ]);
    expect(stdout.jsonLines().at(-1)).toMatchObject({ pending: 6, failed: 3 });
    expect(stderr.text).toContain('To go on: gleaner resume list.gleaner\n');
  });

  it('is finished after all when what was in flight settled the last row', async () => {
    const { engine, stdout, context } = pausedCli();
    engine.onCall((name) => {
      if (name !== 'run.start') return;
      engine.emit('run.progress', batchOf(engine.totals, { state: 'paused', pausedHosts: [pausedHostOf()] }));
      engine.totals = totalsOf();
    });

    const status = await runCommandLine(['run', 'list.txt', '--json'], context);

    expect(status).toBe(0);
    expect(stdout.jsonLines().map(({ type }) => type)).not.toContain('paused');
  });
});

describe('times', () => {
  const firstByte = { count: 10, p50Ms: 120, p95Ms: 800, p99Ms: 2100 };
  const hosts = [1, 2].map((hostId) => ({
    host: {
      hostId,
      origin: `https://${hostId}.example`,
      rows: 5,
      ok: 4,
      failed: 1,
      skipped: 0,
      pending: 0,
      p50Ms: 1,
      p95Ms: 2,
    },
    phases: { firstByte },
  }));

  it('come in one line before the last, over the run and per host', async () => {
    const { engine, stdout, context } = fakeCli();
    engine.batch = { phases: { firstByte } };
    engine.hosts = hosts;

    await runCommandLine(['run', 'list.txt', '--json'], context);

    expect(stdout.jsonLines().at(-2)).toEqual({
      type: 'phases',
      phases: { firstByte },
      hosts: hosts.map(({ host: { origin }, phases }) => ({
        origin,
        rows: 5,
        ok: 4,
        failed: 1,
        pending: 0,
        phases,
      })),
    });
  });

  it('are not read per host for a person, who gets a line in the summary', async () => {
    const { engine, stderr, context } = fakeCli();
    engine.batch = { phases: { firstByte } };

    await runCommandLine(['run', 'list.txt'], context);

    expect(stderr.text).toContain('First byte: p50 120 ms, p95 800 ms, p99 2.1 s\n');
    expect(engine.namesCalled()).not.toContain('hosts.read');
  });

  it('that cannot be read do not take the summary with them', async () => {
    const { engine, stdout, context } = fakeCli();
    engine.failures.set('hosts.read', new AppError(ErrorCode.Internal, 'Broken.'));

    const status = await runCommandLine(['run', 'list.txt', '--json'], context);

    expect(status).toBe(0);
    expect(stdout.jsonLines().slice(-3)).toMatchObject([
      { type: 'notice', code: 'INTERNAL' },
      { type: 'phases', hosts: [] },
      { type: 'finished' },
    ]);
  });
});
