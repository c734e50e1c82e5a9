import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publishFolder } from './publish-folder.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gleaner-publish-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('replaces files, keeps subfolders and removes what the new build no longer has', async () => {
  const [from, to] = [join(root, 'from'), join(root, 'to')];
  mkdirSync(join(from, 'assets'), { recursive: true });
  mkdirSync(to);
  writeFileSync(join(from, 'main.js'), 'new');
  writeFileSync(join(from, 'assets/style.css'), 'style');
  writeFileSync(join(to, 'main.js'), 'old');
  writeFileSync(join(to, 'chunk-old.js'), 'old chunk');

  await publishFolder(from, to, (path) => path === 'main.js');

  expect(readFileSync(join(to, 'main.js'), 'utf8')).toBe('new');
  expect(readdirSync(to, { recursive: true }).toSorted()).toEqual(['assets', 'assets/style.css', 'main.js']);
});
