import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportOptions, ExportRows } from '../../../shared/export.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import { OUTCOMES } from '../../../shared/outcome-codes.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import type { RowFilter } from '../../../shared/rows.ts';
import { RunFile } from '../ledger/run-file.ts';
import { openDatabase } from '../ledger/sqlite.ts';
import { readCsv, readJsonl } from '../testing/exported-files.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { availableColumnsOf, exportRun, type RowExport } from './export-run.ts';

const USAGE = { elapsedMs: 0, bytes: 0 };
const RECIPE: Recipe = {
  name: 'Products',
  hosts: [],
  columns: (['name', 'price'] as const).map((name) => ({
    name,
    source: { kind: 'product', field: name },
    type: name === 'price' ? 'price' : 'text',
    isRequired: true,
    fallback: null,
    takesAll: false,
  })),
};

let folder: string;
let runPath: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-export-run-'));
  runPath = createRun();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function cells(...values: unknown[]): string {
  return JSON.stringify(values).replaceAll("'", "''");
}

/** Four rows with fields, one that failed, one that is pending. */
function createRun(): string {
  const path = createRunFile(
    folder,
    Array.from({ length: 6 }, (_, index) => `http://a.test/${index}`),
  );
  const file = RunFile.open(path);
  file.settle(
    [
      ...[0, 1, 2, 3].map((rowId) => attempt(rowId, { title: `Title ${rowId}` })),
      attempt(4, { code: 'http.not_found', status: 404, bytes: 0, error: null }),
    ],
    USAGE,
  );
  file.close();
  tamper(
    path,
    `INSERT OR REPLACE INTO meta VALUES ('options', '${JSON.stringify({ ...DEFAULT_OPTIONS, recipe: RECIPE })}');
     INSERT INTO field VALUES (0, '${cells('Chair', ['1299.00', '1.299,00 €'])}', 0, NULL);
     INSERT INTO field VALUES (1, '${cells('Table', null)}', 1, NULL);
     INSERT INTO field VALUES (2, '${cells()}', 0, 'took too long');
     INSERT INTO field VALUES (3, 'no JSON', 0, NULL);`,
  );
  return path;
}

const filtered = (change: Partial<RowFilter> = {}): ExportRows => ({
  kind: 'filter',
  filter: { outcome: 'all', code: null, search: '', ...change },
});

async function exported(change: Partial<ExportOptions> = {}, request: Partial<RowExport> = {}) {
  const options: ExportOptions = {
    format: 'csv',
    rows: filtered(),
    columns: null,
    hasOriginals: false,
    ...change,
  };
  const path = join(folder, `out.${options.format}`);
  const result = await exportRun(runPath, {
    path,
    options,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...request,
  });
  return { ...result, path };
}

async function linesOf(rows: ExportRows): Promise<number[]> {
  const { path } = await exported({ rows, columns: ['line'] });
  return (await readCsv(path)).slice(1).map(([line]) => Number(line));
}

describe('the export of a run', () => {
  it('has the columns of the contract, the list’s own, then the fields', async () => {
    const { path, rows } = await exported();

    const records = await readCsv(path);
    expect(rows).toBe(6);
    expect(records.map((record) => record.join('|'))).toEqual([
      'line|url|outcome|status|final_url|content_type|bytes|duration_ms|attempts|error|title|name|name_2|price',
      '1|http://a.test/0|ok|200|http://a.test/0|text/html|100|12|1||Title 0|row 0|Chair|1299.00',
      '2|http://a.test/1|ok|200|http://a.test/1|text/html|100|12|1||Title 1|row 1|Table|',
      '3|http://a.test/2|ok|200|http://a.test/2|text/html|100|12|1||Title 2|row 2||',
      '4|http://a.test/3|ok|200|http://a.test/3|text/html|100|12|1||Title 3|row 3||',
      `5|http://a.test/4|http.not_found|404||text/html|0|12|1|${OUTCOMES['http.not_found'].cause}||row 4||`,
      '6|http://a.test/5|pending||||||0|||row 5||',
    ]);
  });

  it('has the original text of a field, which is the value itself where nothing was normalised', async () => {
    const { path } = await exported({ columns: ['price', 'name_2'], hasOriginals: true, format: 'jsonl' });

    expect((await readJsonl(path)).slice(0, 3)).toEqual([
      { price: 1299, price_original: '1.299,00 €', name_2: 'Chair', name_2_original: 'Chair' },
      { price: null, price_original: null, name_2: 'Table', name_2_original: 'Table' },
      { price: null, price_original: null, name_2: null, name_2_original: null },
    ]);
  });

  it.each([
    ['all', filtered(), [1, 2, 3, 4, 5, 6]],
    ['ok', filtered({ outcome: 'ok' }), [1, 2, 3, 4]],
    ['failed', filtered({ outcome: 'failed' }), [5]],
    ['pending', filtered({ outcome: 'pending' }), [6]],
    ['skipped', filtered({ outcome: 'skipped' }), []],
    ['incomplete', filtered({ outcome: 'incomplete' }), [2, 3]],
    ['of one code', filtered({ code: 'http.not_found' }), [5]],
    ['found by a search', filtered({ outcome: 'ok', search: 'title 2' }), [3]],
    ['selected', { kind: 'rows', rowIds: [4, 0, 2, 0, 99] }, [1, 3, 5]],
  ] as const)('has the rows that are %s, in the order of the list', async (_what, rows, lines) => {
    expect(await linesOf(rows)).toEqual(lines);
  });

  it('counts before it writes, so that progress has an end', async () => {
    const reports: [number, number][] = [];

    await exported(
      { rows: { kind: 'rows', rowIds: [1, 3] } },
      { onProgress: (done, total) => reports.push([done, total]) },
    );

    expect(reports[0]).toEqual([0, 2]);
    expect(reports.at(-1)).toEqual([2, 2]);
  });

  it('has all rows as they were when it began, although the run goes on', async () => {
    let isChanged = false;
    const { path } = await exported(
      { columns: ['outcome', 'name_2'] },
      {
        onProgress: () => {
          if (isChanged) return;
          isChanged = true;
          const file = RunFile.open(runPath);
          file.settle([attempt(5)], USAGE);
          file.close();
          tamper(runPath, `UPDATE field SET cells = '["Changed"]'`);
        },
      },
    );

    expect((await readCsv(path)).map(([outcome]) => outcome).slice(1)).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'http.not_found',
      'pending',
    ]);
    expect((await readCsv(path))[1]).toEqual(['ok', 'Chair']);
    expect(await linesOf(filtered({ outcome: 'pending' }))).toEqual([]);
  });

  it('lists the addresses that failed', async () => {
    const { path } = await exported({ format: 'urls', rows: filtered({ outcome: 'failed' }) });

    expect(await readCsv(path)).toEqual([['http://a.test/4']]);
  });

  it('says which columns there are when one is none, and writes nothing', async () => {
    await expect(exported({ columns: ['prise'] })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      advice: expect.stringContaining('price, price_original'),
    });
    expect(readdirSync(folder)).not.toContain('out.csv');
  });

  it('goes through rows that are far larger than a block', async () => {
    tamper(runPath, `UPDATE row SET extra = json_array(printf('%.*c', 3000000, 'x'))`);

    const { path, rows } = await exported({ columns: ['line', 'name'] });

    expect(rows).toBe(6);
    expect((await readCsv(path)).slice(1).map(([, cell]) => cell?.length)).toEqual(Array(6).fill(3_000_000));
  });

  it('survives what somebody else has put into the file', async () => {
    tamper(
      runPath,
      `UPDATE row SET line = 'x', extra = '{"a":1}' WHERE id = 0;
       UPDATE row SET extra = '[null, 5, [[1]], {}]' WHERE id = 1;
       UPDATE attempt SET status = 2.5, bytes = 'many', title = x'00ff' WHERE row_id = 2;
       UPDATE field SET cells = '[[], {"a":1}]' WHERE row_id = 3;`,
    );

    const { path } = await exported();

    const records = await readCsv(path);
    expect(records).toHaveLength(7);
    expect(records[1]![0]).toBe('');
    expect(records[3]!.slice(3, 11)).toEqual(['', 'http://a.test/2', 'text/html', '', '12', '1', '', '']);
  });
});

it('tells which columns a run has', () => {
  const database = openDatabase(runPath);

  expect(availableColumnsOf(database).slice(-5)).toEqual([
    { name: 'name', kind: 'list' },
    { name: 'name_2', kind: 'field' },
    { name: 'name_2_original', kind: 'original' },
    { name: 'price', kind: 'field' },
    { name: 'price_original', kind: 'original' },
  ]);
  database.close();
});
