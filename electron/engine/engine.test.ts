import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import { respond, startRawServer, type RawServer } from './testing/raw-server.ts';
import { createRunFile, tamper } from './testing/run-files.ts';
import { createHarness, type RunHarness } from './testing/run-harness.ts';

let run: RunHarness;
let server: RawServer;
let page: (path: string) => string;

beforeEach(async () => {
  page = (path) => `<html><head><title>Page ${path}</title></head>`;
  server = await startRawServer(({ socket, path }) =>
    respond(socket, 200, { 'Content-Type': 'text/html' }, page(path)),
  );
  run = createHarness();
});
afterEach(async () => {
  await run.dispose();
  await server.close();
});

function urls(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${server.origin}/p/${index}`);
}

async function codeOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

describe('engine', () => {
  it('fetches a list and accounts for every line', async () => {
    const list = urls(500);
    await run.start([...list, list[0]!, 'not a url', '# comment', '']);

    expect(await run.finished()).toMatchObject({
      lines: 502,
      rows: 500,
      merged: 1,
      rejected: 1,
      ok: 500,
      failed: 0,
      pending: 0,
      inFlight: 0,
    });
    expect(run.finishes).toHaveLength(1);
  });

  it('finds every figure again when it opens the run file once more', async () => {
    const { path } = await run.start(urls(20));
    const totals = await run.finished();
    await run.engine.handlers['run.close']({});

    const again = await run.engine.handlers['run.open']({ path });

    expect(again.state).toBe('finished');
    expect(again.totals).toEqual(totals);
    expect(totals.bytes).toBe(urls(20).reduce((sum, url) => sum + page(new URL(url).pathname).length, 0));
    expect(await codeOf(() => run.engine.handlers['run.resume']({ options: {} }))).toBe(ErrorCode.WrongState);
  });

  it('says that no run is open', async () => {
    for (const name of ['run.pause', 'run.stop'] as const)
      expect(await codeOf(() => run.engine.handlers[name]({}))).toBe(ErrorCode.WrongState);
    expect(await codeOf(() => run.engine.handlers['rows.detail']({ rowId: 0 }))).toBe(ErrorCode.WrongState);
    expect(await run.engine.handlers['run.close']({})).toBeNull();
  });

  it('opens one run after the other when two are asked for at once, and leaves no lock behind', async () => {
    const paths = ['a', 'b'].map((name) => createRunFile(run.folder, urls(3), name));

    const opened = await Promise.all(paths.map((path) => run.engine.handlers['run.open']({ path })));
    await run.engine.handlers['run.close']({});

    expect(opened.map(({ path }) => path)).toEqual(paths);
    expect(paths.map((path) => existsSync(`${path}-lock`))).toEqual([false, false]);
  });

  it('does not keep a file locked that it could not open', async () => {
    const path = createRunFile(run.folder, urls(3));
    tamper(path, 'PRAGMA user_version = 999');

    expect(await codeOf(() => run.engine.handlers['run.open']({ path }))).toBe(ErrorCode.RunFileTooNew);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it('opens what a damaged file still holds, and leaves that file as it was', async () => {
    const path = createRunFile(run.folder, urls(3));
    tamper(path, 'INSERT INTO settlement VALUES (0, 999, null)');
    const damaged = readFileSync(path);

    const opened = await run.engine.handlers['run.open']({ path });
    await run.engine.handlers['run.resume']({ options: {} });

    expect(opened).toMatchObject({ state: 'ready', salvage: { fromPath: path, rows: 3, rowsLost: 0 } });
    expect(await run.finished()).toMatchObject({ rows: 3, ok: 3 });
    expect(readFileSync(path)).toEqual(damaged);
    expect(existsSync(`${path}-lock`)).toBe(false);
  });

  it('makes an address that somebody has spoilt in the run file a failed row', async () => {
    const path = createRunFile(run.folder, urls(4));
    tamper(path, "UPDATE row SET url = 'no address' WHERE id = 1; UPDATE row SET url = x'00ff' WHERE id = 2");
    await run.engine.handlers['run.open']({ path });

    await run.engine.handlers['run.resume']({ options: { retries: 0 } });

    expect(await run.finished()).toMatchObject({ ok: 2, failed: 2, failures: { 'protocol.invalid': 2 } });
  });

  it('ends an export that is under way before it closes the run', async () => {
    const count = 20_000;
    const path = createRunFile(run.folder, urls(count));
    await run.engine.handlers['run.open']({ path });
    const out = join(run.folder, 'out.csv');
    const exported = codeOf(() =>
      run.engine.handlers['export.run']({
        exportId: 'e',
        path: out,
        options: {
          format: 'csv',
          rows: { kind: 'filter', filter: { outcome: 'all', code: null, search: '' } },
          columns: null,
          hasOriginals: false,
        },
      }),
    );

    await run.engine.handlers['run.close']({});

    expect(await exported).toBe(ErrorCode.Cancelled);
    expect(readdirSync(run.folder).filter((name) => name.includes('csv'))).toEqual([]);
  });

  it('leaves no draft and no temporary file when it is disposed of', async () => {
    await run.importList(urls(5));

    await run.engine.dispose();

    expect(readdirSync(run.folder)).toEqual([]);
  });

  it('has no timer and no socket left when it is disposed of in the middle of a run', async () => {
    await server.close();
    const silent = await startRawServer(() => undefined);
    server = silent;
    await run.start(urls(30), { concurrency: 10, perHost: 10 });
    await silent.connected(10);

    await run.engine.dispose();
    await server.allClosed();

    const sockets = process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap');
    expect(sockets).toEqual([]);
    expect(run.batches.at(-1)!.totals).toMatchObject({ inFlight: 0, pending: 30 });
  });
});
