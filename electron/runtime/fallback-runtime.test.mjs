import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { refuseUnless } from './fallback-runtime.mjs';

const CONTENT = Buffer.alloc(200_000, 'package');
const INTEGRITY = `sha512-${createHash('sha512').update(CONTENT).digest('base64')}`;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-fallback-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('accepts the file that the hash was taken of', async () => {
  const path = join(folder, 'package.tgz');
  writeFileSync(path, CONTENT);

  await expect(refuseUnless(path, 'sha512', INTEGRITY)).resolves.toBeUndefined();
});

it('refuses a file in which one bit was changed', async () => {
  const path = join(folder, 'package.tgz');
  const tampered = Buffer.from(CONTENT);
  tampered.writeUInt8(tampered.readUInt8(150_000) ^ 1, 150_000);
  writeFileSync(path, tampered);

  await expect(refuseUnless(path, 'sha512', INTEGRITY)).rejects.toThrow('not the file that was expected');
});
