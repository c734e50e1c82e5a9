import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { prepareRunsFolder } from './runs-folder.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-folder-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('makes a folder among the documents and leaves nothing in it', async () => {
  const onFallback = vi.fn();
  const documentsFolder = join(folder, 'Documents');

  const made = await prepareRunsFolder({ documentsFolder, userDataFolder: folder, onFallback });

  expect(made).toBe(join(documentsFolder, 'Gleaner'));
  expect(await readdir(made)).toEqual([]);
  expect(onFallback).not.toHaveBeenCalled();
});

it('falls back to its own folder when the documents cannot be written, and says so', async () => {
  const onFallback = vi.fn();
  const documentsFolder = join(folder, 'Documents');
  await mkdir(documentsFolder);
  // Stands in for a read-only folder, which the root user of a test machine may write.
  await writeFile(join(documentsFolder, 'Gleaner'), 'a file of the same name');

  const made = await prepareRunsFolder({ documentsFolder, userDataFolder: folder, onFallback });

  expect(made).toBe(join(folder, 'runs'));
  expect(onFallback).toHaveBeenCalledExactlyOnceWith(
    join(documentsFolder, 'Gleaner'),
    made,
    expect.any(Error),
  );
});

it('uses its own folder where the system knows no documents', async () => {
  const onFallback = vi.fn();

  const made = await prepareRunsFolder({ documentsFolder: null, userDataFolder: folder, onFallback });

  expect(made).toBe(join(folder, 'runs'));
});

it('says what is wrong when no folder can be written', async () => {
  const userDataFolder = join(folder, 'data');
  await writeFile(userDataFolder, 'a file where the folder should be');

  const made = prepareRunsFolder({ documentsFolder: null, userDataFolder, onFallback: vi.fn() });

  await expect(made).rejects.toMatchObject({ code: 'FOLDER_READ_ONLY' });
});
