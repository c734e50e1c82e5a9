import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SeededRandom } from '../import/seeded-random.ts';
import { exportCsv, type CsvExport, type ExportRow } from './csv-export.ts';

const HEADER = 'line,url,outcome,status,final_url,content_type,bytes,duration_ms,attempts,error,title';

/** As spreadsheets and Python read: a line end of any kind ends a record unless it is quoted. */
const ANY_LINE_END = ['\r\n', '\n', '\r'];

function rowOf(change: Partial<ExportRow> = {}): ExportRow {
  return {
    rowId: 0,
    line: 1,
    url: 'https://a.example/1',
    outcome: 'ok',
    lastCode: 'ok',
    status: 200,
    finalUrl: 'https://a.example/1',
    contentType: 'text/html',
    bytes: 43210,
    durationMs: 12,
    attempts: 1,
    error: null,
    title: 'One',
    extra: null,
    ...change,
  };
}

function* manyRows(count: number): Generator<ExportRow> {
  for (let rowId = 0; rowId < count; rowId++) yield rowOf({ rowId, line: rowId + 1 });
}

describe('exportCsv', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gleaner-export-'));
    path = join(folder, 'results.csv');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const exported = (rows: Iterable<ExportRow>, change: Partial<CsvExport> = {}) =>
    exportCsv({ rows, otherColumns: [], path, excel: false, ...change });
  const records = async (): Promise<string[][]> =>
    parse(await readFile(path, 'utf8'), { bom: true, record_delimiter: ANY_LINE_END });

  it('writes the columns of the contract, CRLF, and no byte order mark', async () => {
    const result = await exported([
      rowOf(),
      rowOf({ line: 3, outcome: 'http.not_found', status: 404, error: 'Not Found', title: null }),
    ]);

    const bytes = await readFile(path);
    expect(bytes.toString()).toBe(
      [
        HEADER,
        '1,https://a.example/1,ok,200,https://a.example/1,text/html,43210,12,1,,One',
        '3,https://a.example/1,http.not_found,404,https://a.example/1,text/html,43210,12,1,Not Found,',
        '',
      ].join('\r\n'),
    );
    expect(result).toEqual({ rows: 2, bytes: bytes.length });
  });

  it('says pending for a row that is not settled, and leaves the cells it has not got empty', async () => {
    const nothing = {
      status: null,
      finalUrl: null,
      contentType: null,
      bytes: null,
      durationMs: null,
      title: null,
    };

    await exported([rowOf({ outcome: null, lastCode: 'connect.reset', attempts: 0, ...nothing })]);

    expect((await records())[1]).toEqual([
      '1',
      'https://a.example/1',
      'pending',
      '',
      '',
      '',
      '',
      '',
      '0',
      '',
      '',
    ]);
  });

  it('keeps a zero apart from nothing', async () => {
    await exported([rowOf({ bytes: 0, durationMs: 0 })]);

    expect((await records())[1]!.slice(6, 9)).toEqual(['0', '0', '1']);
  });

  it('puts the list’s own columns behind, the same number in every record', async () => {
    await exported(
      [
        rowOf({ extra: ['A', 'x, y'] }),
        rowOf({ extra: ['B'] }),
        rowOf({ extra: null }),
        rowOf({ extra: ['C', '', 'z'] }),
      ],
      { otherColumns: ['sku', 'name, full'] },
    );

    const all = await records();
    expect(all.map((cells) => cells.slice(11))).toEqual([
      ['sku', 'name, full'],
      ['A', 'x, y'],
      ['B', ''],
      ['', ''],
      ['C', ''],
    ]);
  });

  it('is read back unchanged by an independent parser, whatever the cells hold', async () => {
    const random = new SeededRandom(5);
    const parts = ['a', 'é', '日', '😀', ',', ';', '"', '""', '\n', '\r', '\r\n', '\t', ' ', '=', '-', "'"];
    const cells = Array.from({ length: 2000 }, () => [random.text(parts, 8), random.text(parts, 8)] as const);

    await exported(
      cells.map(([title, cell], rowId) => rowOf({ rowId, line: rowId + 1, title, extra: [cell] })),
      { otherColumns: ['note'] },
    );

    const back = (await records()).slice(1).map((record) => [record[10], record[11]]);
    expect(back).toEqual(cells);
  });

  it('keeps the order of the rows over many blocks', async () => {
    const result = await exported(manyRows(12_345));

    const all = await records();
    expect(result.rows).toBe(12_345);
    expect(all.slice(1).map((cells) => Number(cells[0]))).toEqual(
      [...Array(12_345).keys()].map((index) => index + 1),
    );
  });

  it('writes the header alone when there are no rows', async () => {
    const result = await exported([]);

    expect(await readFile(path, 'utf8')).toBe(`${HEADER}\r\n`);
    expect(result.rows).toBe(0);
  });

  describe('with the Excel preset', () => {
    it('begins with one byte order mark', async () => {
      await exported(manyRows(2000), { excel: true });

      const bytes = await readFile(path);
      expect(bytes.subarray(0, 7)).toEqual(Buffer.from('\ufeffline'));
      expect(bytes.toString().split('\ufeff')).toHaveLength(2);
    });

    it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
      'disarms a cell that begins like %j',
      async (text) => {
        await exported([rowOf({ title: text, error: text, extra: [text] })], {
          excel: true,
          otherColumns: [text],
        });

        const all = await records();
        expect(all[1]!.slice(9)).toEqual([`'${text}`, `'${text}`, `'${text}`]);
        expect(all[0]![11]).toBe(`'${text}`);
      },
    );

    it('leaves numbers and harmless text as they are', async () => {
      await exported([rowOf({ title: 'a=b', extra: ['49.90'] })], { excel: true, otherColumns: ['price'] });

      const record = (await records())[1]!;
      expect([record[0], record[3], ...record.slice(6, 9), ...record.slice(10)]).toEqual([
        '1',
        '200',
        '43210',
        '12',
        '1',
        'a=b',
        '49.90',
      ]);
    });
  });

  it('leaves formulas alone without the preset, so that the text is what the page said', async () => {
    await exported([rowOf({ title: '=1+1' })]);

    expect((await records())[1]![10]).toBe('=1+1');
  });

  it('replaces an older export only when the new one is complete', async () => {
    await writeFile(path, 'old');
    const during: string[] = [];
    let now = 0;

    await exported(manyRows(1001), {
      now: () => (now += 1000),
      onProgress: (rowsDone) => {
        if (rowsDone < 1001) during.push(readFileSync(path, 'utf8'));
      },
    });

    expect(during).toEqual(['old', 'old']);
    expect(await records()).toHaveLength(1002);
    expect(await readdir(folder)).toEqual(['results.csv']);
  });

  it('stops when it is cancelled and leaves the older export and nothing else', async () => {
    await writeFile(path, 'old');
    const controller = new AbortController();
    function* rows(): Generator<ExportRow> {
      yield* manyRows(700);
      controller.abort();
      yield* manyRows(10_000);
    }

    const exporting = exported(rows(), { signal: controller.signal });

    await expect(exporting).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['results.csv']);
  });

  it('lets the event loop run, so that a cancel can arrive from outside', async () => {
    const controller = new AbortController();
    setImmediate(() => controller.abort());

    const exporting = exported(manyRows(200_000), { signal: controller.signal });

    await expect(exporting).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('passes an error of the rows through and removes what it wrote', async () => {
    const damaged = new Error('database disk image is malformed');
    function* rows(): Generator<ExportRow> {
      yield* manyRows(700);
      throw damaged;
    }

    const exporting = exported(rows());

    await expect(exporting).rejects.toBe(damaged);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that the disk is full, and frees what it took', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

    const exporting = exported(manyRows(5000), {
      openForWriting: async (temporaryPath) => {
        const file = await open(temporaryPath, 'wx');
        let writes = 0;
        return {
          write: async (bytes, offset, length) => {
            if (++writes > 3) throw full;
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

  it('goes on after a write that took only a part of the bytes', async () => {
    await exported(manyRows(50), {
      openForWriting: async (temporaryPath) => {
        const file = await open(temporaryPath, 'wx');
        return {
          write: (bytes, offset, length) => file.write(bytes, offset, Math.min(length, 777)),
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    });

    expect(await records()).toHaveLength(51);
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

    const exporting = exported([rowOf()]);

    await expect(exporting).rejects.toMatchObject({ code: 'FILE_UNWRITABLE' });
    expect(await readdir(folder)).toEqual(['results.csv']);
  });

  it('reports its progress in rows, at the end all of them', async () => {
    const reports: number[] = [];
    let now = 0;

    await exported(manyRows(1200), {
      now: () => (now += 1000),
      onProgress: (rowsDone) => reports.push(rowsDone),
    });

    expect(reports.length).toBeGreaterThan(2);
    expect(reports).toEqual(reports.toSorted((a, b) => a - b));
    expect(reports.at(-1)).toBe(1200);
  });
});
