/** The built command line against real servers on loopback. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoPagePath } from '../runtime/demo-shop/pages.ts';
import { jsonLines, killRunningClis, runCli, startCli } from './testing/cli-process.ts';
import { startGatedServer } from './testing/gated-server.ts';
import { answerWithPage, answerWithStatus, listOf, startLoopbackServer } from './testing/loopback-server.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const FINISHED_FIELDS =
  'type elapsedMs lines rows merged rejected ok failed skipped pending bytes failures'.split(' ');

/** The first start builds what has changed; no test should pay for it. */
beforeAll(async () => {
  const { status, stderr } = await runCli(tmpdir(), ['--version']);
  if (status !== 0) throw new Error(stderr);
}, 120_000);

afterEach(killRunningClis);

describe('gleaner', { timeout: 60_000 }, () => {
  it('writes nothing but its own output to standard output', async () => {
    const { status, stdout } = await runCli(temporaryFolder(), ['--version']);

    expect(status).toBe(0);
    expect(stdout).toMatch(/^gleaner \d+\.\d+\.\d+\n$/u);
  });

  it('accounts for every page of the demo shop and exports them in list order', async () => {
    const folder = temporaryFolder();

    const { status, stdout } = await runCli(folder, ['demo', '--pages', '300', '--json']);

    const last = jsonLines(stdout).at(-1) ?? {};
    const count = (field: string): number => Number(last[field]);
    const failures = Object.values(last['failures'] ?? {}).map(Number);
    expect(Object.keys(last)).toEqual(FINISHED_FIELDS);
    expect(last).toMatchObject({
      type: 'finished',
      lines: 300,
      rows: 300,
      merged: 0,
      rejected: 0,
      pending: 0,
    });
    expect(count('ok') + count('failed') + count('skipped')).toBe(300);
    expect(failures.reduce((sum, rows) => sum + rows, 0)).toBe(count('failed'));
    expect(count('failed')).toBeGreaterThan(0);
    expect(status).toBe(3);

    const records: Record<string, string>[] = parse(readFileSync(path.join(folder, 'gleaner-demo.csv')), {
      columns: true,
    });
    expect(records.map(({ line }) => Number(line))).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(records.map(({ url }) => new URL(url ?? '').pathname)).toEqual(
      Array.from({ length: 300 }, (_, i) => demoPagePath(i + 1)),
    );
    expect(records.filter(({ outcome }) => outcome === 'ok')).toHaveLength(count('ok'));
  });

  it('reads a list from standard input and ends with 0 when every row is ok', async () => {
    const folder = temporaryFolder();
    const server = await startGatedServer(Infinity);
    const list = `# comment\n\n${listOf(server.origin, 3)}${server.origin}/1#again\nftp://nowhere.example/\n`;

    const { status, stdout, stderr } = await runCli(folder, ['run', '-', '--export', 'out.csv'], list);

    expect(status).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toContain('5 lines = 3 rows + 1 merged + 1 rejected');
    expect(stderr).toContain('3 rows = 3 ok + 0 failed + 0 skipped + 0 pending');
    expect(existsSync(path.join(folder, 'list.gleaner'))).toBe(true);
    expect(existsSync(path.join(folder, 'out.csv'))).toBe(true);
  });

  it('leaves a run that resume finishes when it is interrupted, and asks no settled row again', async () => {
    const folder = temporaryFolder();
    const server = await startGatedServer(20);
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 50));
    const first = startCli(folder, ['run', 'list.txt', '--export', 'out.csv', '--json']);

    await server.isHolding;
    first.kill('SIGINT');
    const interrupted = await first.result;
    const askedBefore = new Map(server.asked);
    server.open();
    const again = await runCli(folder, ['run', 'list.txt']);
    const resumed = await runCli(folder, ['resume', 'list.gleaner', '--export', 'out.csv', '--json']);

    const before = jsonLines(interrupted.stdout).at(-1);
    expect(interrupted.status).toBe(130);
    expect(before).toMatchObject({ type: 'finished', rows: 50, ok: 20, failed: 0, pending: 30 });
    expect(interrupted.stderr).toContain('gleaner resume list.gleaner');
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('gleaner resume list.gleaner');
    expect(resumed.status).toBe(0);
    expect(jsonLines(resumed.stdout).at(-1)).toMatchObject({ rows: 50, ok: 50, pending: 0 });
    const askedAgain = [...askedBefore.keys()].filter(
      (page) => server.asked.get(page) !== askedBefore.get(page),
    );
    expect(askedAgain.length).toBe(askedBefore.size - 20);
  });

  it('quits at once at the second Ctrl-C and can still be resumed', async () => {
    const folder = temporaryFolder();
    const server = await startGatedServer(5);
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 20));
    const first = startCli(folder, ['run', 'list.txt']);

    await server.isHolding;
    first.kill('SIGINT');
    await first.hasSaid('Ctrl-C again');
    first.kill('SIGINT');
    const { status, stderr } = await first.result;
    server.open();
    const resumed = await runCli(folder, ['resume', 'list.gleaner']);

    expect(status).toBe(130);
    expect(stderr).not.toContain('20 rows =');
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain('20 rows = 20 ok + 0 failed + 0 skipped + 0 pending');
  });

  it('finishes the run although nobody reads its output any more', async () => {
    const folder = temporaryFolder();
    const server = await startGatedServer(1);
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 5));
    const cli = startCli(folder, ['run', 'list.txt', '--json', '--export', 'out.csv']);

    await server.isHolding;
    cli.closeStandardOutput();
    server.open();
    const { status, stderr } = await cli.result;

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(existsSync(path.join(folder, 'out.csv'))).toBe(true);
  });

  it('retries what failed, with the run’s own options', async () => {
    const folder = temporaryFolder();
    const server = await startGatedServer(0);
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 3));
    const options = ['--timeout-total', '500ms', '--retries', '0'];

    const first = await runCli(folder, ['run', 'list.txt', '--json', ...options]);
    server.open();
    const retried = await runCli(folder, ['retry', 'list.gleaner', '--only', 'timeout.total', '--json']);

    expect(first.status).toBe(3);
    expect(jsonLines(first.stdout).at(-1)).toMatchObject({ failed: 3, failures: { 'timeout.total': 3 } });
    expect(retried.status).toBe(0);
    expect(jsonLines(retried.stdout).at(-1)).toMatchObject({ ok: 3, failed: 0, failures: {} });
  });

  it.each([
    ['http.server_error=3,0ms,0ms', 4],
    ['http=never', 1],
  ])('asks as often as --policy %s says', async (policy, timesAsked) => {
    const folder = temporaryFolder();
    const server = await startLoopbackServer((response) => answerWithStatus(response, 500));
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 3));

    const { status } = await runCli(folder, ['run', 'list.txt', '--no-adapt', '--policy', policy]);

    expect(status).toBe(3);
    expect([...server.asked.values()]).toEqual([timesAsked, timesAsked, timesAsked]);
  });

  it('makes a run out of an earlier export and asks only for what failed in it', async () => {
    const folder = temporaryFolder();
    const server = await startLoopbackServer((response, page, timesAsked) =>
      page === '/2' && timesAsked === 1 ? answerWithStatus(response, 500) : answerWithPage(response),
    );
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 3));
    await runCli(folder, ['run', 'list.txt', '--retries', '0', '--export', 'old.csv']);

    const retried = await runCli(folder, ['retry', 'old.csv', '--export', 'new.csv', '--json']);

    const lines = jsonLines(retried.stdout);
    expect(retried.status).toBe(0);
    expect(lines[0]).toMatchObject({ type: 'import', name: 'old.csv', rows: 3, hosts: 1 });
    expect(lines.at(-1)).toMatchObject({ lines: 3, rows: 3, ok: 3, failed: 0, pending: 0 });
    expect([...server.asked].toSorted()).toEqual([
      ['/1', 1],
      ['/2', 2],
      ['/3', 1],
    ]);
    expect(readFileSync(path.join(folder, 'new.csv'), 'utf8').split('\r\n')).toHaveLength(3 + 2);
  });

  it('stops with 1 when failures take over, says why and how to go on, and can be overruled', async () => {
    const folder = temporaryFolder();
    const server = await startLoopbackServer((response) => answerWithStatus(response, 500));
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 300));

    const paused = await runCli(folder, ['run', 'list.txt', '--retries', '0', '--no-adapt', '--json']);
    const resumed = await runCli(folder, ['resume', 'list.gleaner', '--no-auto-pause', '--json']);

    const lines = jsonLines(paused.stdout);
    const last = lines.at(-1) ?? {};
    expect(paused.status).toBe(1);
    expect(lines.find(({ type }) => type === 'paused')).toMatchObject({
      cause: 'hosts',
      hosts: [{ origin: server.origin, cause: 'failures', code: 'http.server_error', answers: 200 }],
    });
    expect(last).toMatchObject({ type: 'finished', rows: 300, ok: 0, skipped: 0 });
    expect(Number(last['failed']) + Number(last['pending'])).toBe(300);
    expect(Number(last['pending'])).toBeGreaterThan(0);
    expect(paused.stderr).toContain('200 of its last 200 answers failed');
    expect(paused.stderr).toContain('gleaner resume list.gleaner --no-auto-pause');
    expect(resumed.status).toBe(3);
    expect(jsonLines(resumed.stdout).at(-1)).toMatchObject({ failed: 300, pending: 0 });
    expect([...server.asked.values()].reduce((sum, times) => sum + times, 0)).toBe(300);
  });

  it('calls one page in place of many blocked, shows it, and takes it for good when told so', async () => {
    const folder = temporaryFolder();
    const page = `<!doctype html><title>Please wait</title><p>${'Checking your browser. '.repeat(20)}`;
    const server = await startLoopbackServer((response) => {
      response.setHeader('content-type', 'text/html').end(page);
    });
    writeFileSync(path.join(folder, 'list.txt'), listOf(server.origin, 200));

    const paused = await runCli(folder, ['run', 'list.txt', '--json']);
    const resumed = await runCli(folder, ['resume', 'list.gleaner', '--no-soft-block', '--json']);
    const retried = await runCli(folder, ['retry', 'list.gleaner', '--only', 'blocked', '--no-soft-block']);

    expect(paused.status).toBe(1);
    expect(jsonLines(paused.stdout).find(({ type }) => type === 'paused')).toMatchObject({
      hosts: [{ cause: 'soft_block', code: 'blocked.soft', sample: { title: 'Please wait' } }],
    });
    expect(paused.stderr).toContain('gleaner resume list.gleaner --no-soft-block');
    expect(resumed.status).toBe(3);
    expect(resumed.stderr).toBe('');
    expect(Object.keys(jsonLines(resumed.stdout).at(-1)?.['failures'] ?? {})).toEqual(['blocked.soft']);
    expect(retried.status).toBe(0);
    expect(retried.stderr).toContain('200 rows = 200 ok + 0 failed + 0 skipped + 0 pending');
  });

  it.each([
    ['an empty list', 'list.txt', '\n# nothing\n', 'LIST_EMPTY'],
    ['a list without a valid URL', 'list.txt', 'ftp://a.example/\n', 'LIST_NO_VALID_URL'],
    ['a list that is not there', 'other.txt', '', 'FILE_UNREADABLE'],
  ])('refuses %s with a code, exit status 1 and no run file', async (_, name, text, code) => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'list.txt'), text);

    const { status, stdout, stderr } = await runCli(folder, ['run', name, '--json']);

    expect(status).toBe(1);
    expect(jsonLines(stdout)).toEqual([expect.objectContaining({ type: 'error', code })]);
    expect(stderr).toMatch(/^gleaner: /u);
    expect(readdirSync(folder)).toEqual(['list.txt']);
  });

  it('refuses a file of another program and leaves it as it is', async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'a.gleaner');
    writeFileSync(file, 'not a run file');

    const { status, stderr } = await runCli(folder, ['resume', 'a.gleaner']);

    expect(status).toBe(1);
    expect(stderr).toMatch(/^gleaner: /u);
    expect(readFileSync(file, 'utf8')).toBe('not a run file');
  });
});
