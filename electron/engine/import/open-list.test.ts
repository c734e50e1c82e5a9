import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openList, toReadError } from './open-list.ts';

describe('openList', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gleaner-open-list-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('gives the bytes, the size and the name', async () => {
    await writeFile(join(folder, 'list.txt'), 'https://a.example/');

    const list = await openList(join(folder, 'list.txt'));
    const chunks: Uint8Array[] = [];
    for await (const chunk of list.stream) chunks.push(chunk);

    expect(Buffer.concat(chunks).toString()).toBe('https://a.example/');
    expect(list).toMatchObject({ sizeBytes: 18, fileName: 'list.txt' });
  });

  it('says that a file is missing', async () => {
    const opening = openList(join(folder, 'none.txt'));

    await expect(opening).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: 'none.txt does not exist.',
      advice: expect.stringMatching(/./),
    });
  });

  it('says that a folder is not a list', async () => {
    const opening = openList(folder);

    await expect(opening).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining('is a folder'),
    });
  });
});

describe('toReadError', () => {
  it.each(['ENOENT', 'EACCES', 'EISDIR', 'EIO', 'EMFILE', 'Z_DATA_ERROR'])(
    'turns %s into advice and keeps the cause',
    (code) => {
      const cause = Object.assign(new Error(`${code}: bad`), { code });

      const error = toReadError(cause, 'list.txt');

      expect(error).toMatchObject({ code: 'FILE_UNREADABLE', cause, advice: expect.stringMatching(/./) });
      expect(error.message).not.toContain('bad');
    },
  );
});
