import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { LogFile } from './log-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes errors with their causes, in order, without credentials', async () => {
  const path = join(folder, 'logs', 'main.log');
  const log = new LogFile({ path, now: () => new Date(0) });

  log.error(new Error('outer', { cause: new Error('https://me:pw@shop.example failed') }));
  log.output('engine', 'second\n');
  await log.flush();

  const text = await readFile(path, 'utf8');
  expect(text).toMatch(/^1970-01-01T00:00:00\.000Z error Error: outer\n/);
  expect(text).toContain('caused by Error: https://***@shop.example failed');
  expect(text).not.toContain('me:pw');
  expect(text.endsWith('\n1970-01-01T00:00:00.000Z engine second\n')).toBe(true);
});

it('begins a new file when one is full, and keeps the one before it', async () => {
  const path = join(folder, 'main.log');
  const log = new LogFile({ path, maxBytes: 200 });

  for (let number = 0; number < 20; number += 1) log.output('engine', `line ${number}`);
  await log.flush();

  expect((await stat(path)).size).toBeLessThanOrEqual(200);
  expect((await stat(`${path}.old`)).size).toBeLessThanOrEqual(200);
  expect(await readFile(path, 'utf8')).toContain('line 19');
});

it('does not fail when the log cannot be written', async () => {
  await writeFile(join(folder, 'file'), '');
  const log = new LogFile({ path: join(folder, 'file', 'main.log') });

  log.error('lost');

  await expect(log.flush()).resolves.toBeUndefined();
});
