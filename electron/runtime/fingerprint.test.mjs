import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gleaner-fingerprint-'));
  mkdirSync(join(root, 'src/deep'), { recursive: true });
  writeFileSync(join(root, 'src/a.ts'), 'a');
  writeFileSync(join(root, 'src/deep/b.ts'), 'b');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

it('stays the same while nothing changes', () => {
  expect(fingerprint(root, ['src'])).toBe(fingerprint(root, ['src']));
});

it('changes when a file in a subfolder is written again with the same size', () => {
  const before = fingerprint(root, ['src']);

  utimesSync(join(root, 'src/deep/b.ts'), new Date(), new Date(Date.now() + 5000));

  expect(fingerprint(root, ['src'])).not.toBe(before);
});

it('changes when a file is deleted', () => {
  const before = fingerprint(root, ['src']);

  rmSync(join(root, 'src/a.ts'));

  expect(fingerprint(root, ['src'])).not.toBe(before);
});

/** @param {string} path */
const isRelevant = (path) => path !== 'src/deep';

it('does not look into folders that are not relevant', () => {
  const before = fingerprint(root, ['src', 'missing'], isRelevant);

  writeFileSync(join(root, 'src/deep/b.ts'), 'changed');

  expect(fingerprint(root, ['src', 'missing'], isRelevant)).toBe(before);
});
