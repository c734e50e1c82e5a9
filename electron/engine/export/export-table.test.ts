import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TABLE_FORMATS } from '../../../shared/export.ts';
import { exportTable, TABLE_WRITERS, type TableExport } from './export-table.ts';
import type { Cell, TableColumn } from './table-writer.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'url', type: 'text' },
  { name: 'bytes', type: 'integer' },
];
const BLOCK_ROWS = 100;

function* blocks(rowCount: number, from = 0): Generator<Cell[][]> {
  for (let first = from; first < from + rowCount; first += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, from + rowCount - first);
    yield Array.from({ length }, (_, index) => [`https://a.example/${first + index}`, first + index]);
  }
}

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gleaner-export-'));
  path = join(folder, 'results');
});
afterEach(() => rm(folder, { recursive: true }));

const exported = (from: Iterable<readonly (readonly Cell[])[]>, change: Partial<TableExport> = {}) =>
  exportTable({ columns: COLUMNS, blocks: from, path, openWriter: TABLE_WRITERS.csv, ...change });

describe.each(TABLE_FORMATS)('an export as %s', (format) => {
  const columns = format === 'urls' ? COLUMNS.slice(0, 1) : COLUMNS;
  const one = (from: Iterable<readonly (readonly Cell[])[]>, change: Partial<TableExport> = {}) =>
    exported(from, { columns, openWriter: TABLE_WRITERS[format], ...change });

  it('replaces an older one only when the new one is complete', async () => {
    await writeFile(path, 'old');
    const during: string[] = [];
    let now = 0;

    const { rows, bytes } = await one(blocks(250), {
      now: () => (now += 1000),
      onProgress: (rowsDone) => {
        if (rowsDone < 250) during.push(readFileSync(path, 'utf8'));
      },
    });

    expect(during).toEqual(['old', 'old']);
    expect(rows).toBe(250);
    expect(await readFile(path)).toHaveLength(bytes);
    expect(bytes).toBeGreaterThan(100);
    expect(await readdir(folder)).toEqual(['results']);
  });

  it('stops when it is cancelled and leaves the older one and nothing else', async () => {
    await writeFile(path, 'old');
    const controller = new AbortController();
    function* rows(): Generator<Cell[][]> {
      yield* blocks(200);
      controller.abort();
      yield* blocks(100_000, 200);
    }

    const exporting = one(rows(), { signal: controller.signal });

    await expect(exporting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['results']);
  });

  it('passes an error of the rows through and removes what it wrote', async () => {
    const damaged = new Error('database disk image is malformed');
    function* rows(): Generator<Cell[][]> {
      yield* blocks(700);
      throw damaged;
    }

    await expect(one(rows())).rejects.toBe(damaged);
    expect(await readdir(folder)).toEqual([]);
  });

  it('lets the event loop run, so that a cancel can arrive from outside', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());

    await expect(one(blocks(200_000), { signal: controller.signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });

  it('can be of no rows', async () => {
    expect(await one([])).toMatchObject({ rows: 0, remarks: [] });
  });
});

// SQLite opens the file by itself.
describe.each(TABLE_FORMATS.filter((format) => format !== 'sqlite'))('on a full disk, %s', (format) => {
  it('says so, and frees what it took', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    const columns = format === 'urls' ? COLUMNS.slice(0, 1) : COLUMNS;

    const exporting = exported(blocks(100_000), {
      columns,
      openWriter: TABLE_WRITERS[format],
      openForWriting: async (temporaryPath) => {
        const file = await open(temporaryPath, 'wx');
        let left = 50_000;
        return {
          write: async (bytes, offset, length) => {
            left -= length;
            if (left < 0) throw full;
            return file.write(bytes, offset, length);
          },
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    });

    await expect(exporting).rejects.toMatchObject({ code: 'DISK_FULL', cause: full });
    expect(await readdir(folder)).toEqual([]);
  });
});

it('goes on after a write that took only a part of the bytes', async () => {
  await exported(blocks(50), {
    openForWriting: async (temporaryPath) => {
      const file = await open(temporaryPath, 'wx');
      return {
        write: (bytes, offset, length) => file.write(bytes, offset, Math.min(length, 77)),
        sync: () => file.sync(),
        close: () => file.close(),
      };
    },
  });

  expect((await readFile(path, 'utf8')).split('\r\n')).toHaveLength(52);
});

it('says that the folder does not exist', async () => {
  const exporting = exported([], { path: join(folder, 'none', 'results.csv') });

  await expect(exporting).rejects.toMatchObject({
    code: 'FILE_UNWRITABLE',
    message: expect.stringContaining('does not exist'),
  });
});

it('does not replace a folder', async () => {
  await mkdir(path);

  await expect(exported(blocks(1))).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
  expect(await readdir(folder)).toEqual(['results']);
});

it('reports its progress in rows, at the end all of them', async () => {
  const reports: number[] = [];
  let now = 0;

  await exported(blocks(1200), {
    now: () => (now += 1000),
    onProgress: (rowsDone) => reports.push(rowsDone),
  });

  expect(reports.length).toBeGreaterThan(2);
  expect(reports).toEqual(reports.toSorted((a, b) => a - b));
  expect(reports.at(-1)).toBe(1200);
});
