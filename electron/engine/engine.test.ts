import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_OPTIONS } from '../../shared/options.ts';
import type { RunTotals } from '../../shared/progress.ts';
import { createEngine, type Engine } from './engine.ts';

let folder: string;
let server: Server;
let origin: string;
let engine: Engine;
let finished: Promise<RunTotals>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-engine-'));
  server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<html><head><title>Page ${request.url}</title></head>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an AddressInfo.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  finished = new Promise((resolve) => {
    engine = createEngine({
      emit: (name, payload) => {
        // The payload of this event.
        if (name === 'run.finished') resolve((payload as { totals: RunTotals }).totals);
      },
    });
  });
});

afterEach(async () => {
  await engine.dispose();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

async function importText(text: string) {
  const listPath = join(folder, 'list.txt');
  writeFileSync(listPath, text);
  return engine.handlers['import.run']({
    importId: 'i',
    listPath,
    name: 'list.txt',
    folder,
    removeListAfter: false,
    runPath: null,
    replaceUnfinished: false,
  });
}

describe('engine', () => {
  it('fetches a list and accounts for every line', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `${origin}/p/${index}`);
    const summary = await importText([...lines, lines[0], 'not a url', '# comment', ''].join('\n'));
    await engine.handlers['run.start']({ draftId: summary.draftId, options: DEFAULT_OPTIONS });

    const totals = await finished;

    expect(totals).toMatchObject({
      lines: 502,
      rows: 500,
      merged: 1,
      rejected: 1,
      ok: 500,
      failed: 0,
      pending: 0,
    });
  });
});
