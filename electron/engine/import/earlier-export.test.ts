import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ImportProgress } from '../../../shared/list-import.ts';
import { OUTCOMES, type OutcomeCode } from '../../../shared/outcome-codes.ts';
import { RunFile } from '../ledger/run-file.ts';
import { RowQueries } from '../query/row-queries.ts';
import { attempt, createRunFile, tamper } from '../testing/run-files.ts';
import { importEarlierExport, type EarlierExportRequest } from './earlier-export.ts';

const HEADER = 'line,url,outcome,status,final_url,content_type,bytes,duration_ms,attempts,error,title';
const USAGE = { elapsedMs: 0, bytes: 0 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-earlier-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(
  exportPath: string,
  change: Partial<EarlierExportRequest> = {},
  signal = new AbortController().signal,
  onProgress: (progress: ImportProgress) => void = () => {},
): Promise<string> {
  const request = { importId: 'i', exportPath, folder, runPath: null, replaceUnfinished: false, ...change };
  return importEarlierExport(request, signal, onProgress);
}

function openText(content: string | Buffer, change: Partial<EarlierExportRequest> = {}): Promise<string> {
  const path = join(folder, 'earlier.csv');
  writeFileSync(path, content);
  return open(path, change);
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was thrown';
}

async function exportOf(path: string, excel: boolean): Promise<string> {
  const queries = new RowQueries(path);
  const out = join(folder, `${path.length}-${excel}.csv`);
  const options = {
    format: excel ? 'csv-excel' : 'csv',
    rows: { kind: 'filter', filter: { outcome: 'all', code: null, search: '' } },
    columns: null,
    hasOriginals: false,
  } as const;
  await queries.export({ path: out, options, onProgress: () => {}, signal: new AbortController().signal });
  await queries.close();
  return out;
}

function facts(path: string) {
  const file = RunFile.open(path);
  const { settled, ...rest } = file.readFacts();
  file.close();
  return { ...rest, settled: Object.fromEntries(settled) };
}

async function rowsOf(path: string) {
  const queries = new RowQueries(path);
  const view = await queries.view(
    { outcome: 'all', code: null, search: '' },
    { column: 'line', direction: 'asc' },
  );
  const rows = await queries.read(view.viewId, 0, view.count);
  const details = await Promise.all(rows.map(({ rowId }) => queries.detail(rowId)));
  await queries.close();
  return details;
}

function failed(code: OutcomeCode, error: string | null) {
  return attempt(1, { code, status: null, contentType: null, error, bytes: 0 }, { durationMs: 10_003 });
}

/** A run with every kind of row, and titles that a spreadsheet would compute. */
function createRun(): string {
  const urls = Array.from({ length: 8 }, (_, index) => `http://a.test/${index}?a=1,2#f`);
  const path = createRunFile(folder, urls);
  const file = RunFile.open(path);
  file.settle(
    [
      attempt(0, { title: '=1+1', finalUrl: 'http://b.test/end', hops: [{ status: 301, url: 'x' }] }),
      { ...failed('timeout.total', 'no answer'), isSettled: false },
      { ...failed('timeout.total', 'no answer'), isSettled: false },
      failed('timeout.total', 'no answer, "again"\r\n'),
      attempt(2, { code: 'http.not_found', status: 404, title: "-5 % off; 'quoted'" }),
      attempt(3, { code: 'blocked.soft', title: '@you' }),
      attempt(4, { title: '\tTab' }),
      { ...attempt(5, { code: 'connect.refused', status: null, contentType: null, error: null }) },
    ],
    USAGE,
  );
  file.close();
  tamper(path, 'INSERT INTO settlement VALUES (6, 2, null)');
  return path;
}

describe('an export that is opened and exported again', () => {
  it.each([
    ['as it is for programs', false],
    ['as it is for spreadsheets', true],
  ])('is the same %s', async (_what, excel) => {
    const earlier = await exportOf(createRun(), excel);

    const again = await exportOf(await open(earlier), excel);

    expect(readFileSync(again, 'utf8')).toBe(readFileSync(earlier, 'utf8'));
  });

  it('keeps an apostrophe that belongs to the text when nothing was guarded', async () => {
    const path = await openText(
      `${HEADER}\r\n1,http://a.test/,ok,200,http://a.test/,text/html,1,2,1,,'-quoted-'\r\n`,
    );

    expect((await rowsOf(path))[0]!.row.title).toBe("'-quoted-'");
  });
});

describe('the run of an export', () => {
  it('has its counts, and its failed rows can be asked again', async () => {
    const path = await open(await exportOf(createRun(), false));

    expect(facts(path)).toMatchObject({
      lines: 8,
      rows: 8,
      merged: 0,
      rejected: 0,
      round: 0,
      otherColumns: ['name'],
      settled: { ok: 2, 'timeout.total': 1, 'http.not_found': 1, 'blocked.soft': 1, 'skipped.user': 1 },
    });
    const file = RunFile.open(path);
    expect(file.requeue({ kind: 'codes', codes: ['timeout.total'] }, { timeoutTotalMs: 30_000 })).toBe(1);
    expect([...file.readPlan().isPending]).toEqual([0, 1, 0, 0, 0, 0, 0, 1]);
    expect(file.readPlan().attemptsUsed[1]).toBe(0);
    file.settle([attempt(1)], USAGE);
    file.close();
    const { row, attempts, rounds } = (await rowsOf(path))[1]!;
    expect(row).toMatchObject({ outcome: 'ok', attempts: 4, title: null });
    // Two of the first round are only counted.
    expect(attempts.map(({ number, round, code }) => [number, round, code])).toEqual([
      [3, 0, 'timeout.total'],
      [4, 1, 'ok'],
    ]);
    expect(rounds.map(({ round, requeued, options }) => [round, requeued, options])).toEqual([
      [0, null, {}],
      [1, 1, { timeoutTotalMs: 30_000 }],
    ]);
  });

  it('accounts for duplicates, addresses that are none, and blank records', async () => {
    const path = await openText(
      `${HEADER}\r\n3,http://a.test/1,ok,,,,,,,,\r\n\r\n5,http://a.test/1,http.not_found,,,,,,,,\r\n` +
        `7,mailto:a@b.test,ok,,,,,,,,\r\n9,,ok,,,,,,,,\r\n11,http://a.test/2,,,,,,,2,,\r\n`,
    );

    expect(facts(path)).toMatchObject({ lines: 5, rows: 2, merged: 1, rejected: 2, settled: { ok: 1 } });
    expect((await rowsOf(path)).map(({ row }) => [row.line, row.outcome, row.attempts])).toEqual([
      [3, 'ok', 1],
      [11, null, 2],
    ]);
  });

  it('leaves a row with an outcome that is none of ours pending, and keeps what stood there', async () => {
    const path = await openText(
      `${HEADER},sku\r\n1,http://a.test/1,ok,200,,,,,1,,,A\r\n2,http://a.test/2,quantum.flux,500,,,,,1,bang,,B\r\n`,
    );

    const [first, second] = await rowsOf(path);

    expect(facts(path)).toMatchObject({ rows: 2, settled: { ok: 1 } });
    expect(first!.extra).toEqual([['sku', 'A']]);
    expect(second!.row.outcome).toBeNull();
    expect(second!.extra).toEqual([
      ['sku', 'B'],
      ['earlier outcome', 'quantum.flux'],
    ]);
  });

  it('keeps cells beyond the header with the last column, as of a title whose comma was not quoted', async () => {
    const path = await openText(
      `${HEADER}\r\n1,http://a.test/1,ok,200,,text/html,5,6,1,,Shoes, red\r\n2,http://a.test/2,ok,200,,,5,6,1,,Hats,,,\r\n`,
    );

    expect((await rowsOf(path)).map(({ row }) => row.title)).toEqual(['Shoes, red', 'Hats']);
  });

  it('takes the attempts of a pending row as made, and the row as pending', async () => {
    const path = await openText(`${HEADER}\r\n1,http://a.test/1,pending,503,,,5,6,3,busy,\r\n`);

    expect((await rowsOf(path))[0]!.row).toMatchObject({ outcome: null, attempts: 3 });
    expect(facts(path).settled).toEqual({});
  });

  it('does not make up what the export does not tell', async () => {
    const path = await openText('url,outcome,attempts\r\nhttp://a.test/1,http.not_found,1\r\n');

    expect((await rowsOf(path))[0]!.row).toMatchObject({
      line: 2,
      outcome: 'http.not_found',
      status: null,
      bytes: null,
      durationMs: null,
      attempts: 1,
      error: OUTCOMES['http.not_found'].cause,
    });
    const file = RunFile.open(path);
    expect(file.readPhaseTimes(0, 10).rows).toEqual([[null, null, null, null, null, null, null]]);
    file.close();
  });
});

describe('an export that a spreadsheet has saved', () => {
  it.each([
    ['semicolons and a separator hint', `sep=;\n`, ';'],
    ['tabs', '', '\t'],
  ])('is read with %s, other columns in between and another order', async (_what, hint, delimiter) => {
    const records = [
      ['Title', 'Price', 'Outcome', 'URL', 'bytes', 'attempts', 'line'],
      ["'=Caf\u00e9", '12,50', 'HTTP.NOT_FOUND', 'http://a.test/1', '1,234,567', '2.0', '7'],
    ];
    const text = hint + records.map((cells) => cells.join(delimiter)).join('\n');

    const path = await openText(Buffer.from(text, 'latin1'));

    const [detail] = await rowsOf(path);
    expect(detail!.row).toMatchObject({
      line: 7,
      outcome: 'http.not_found',
      title: '=Caf\u00e9',
      bytes: 1_234_567,
      attempts: 2,
    });
    expect(detail!.extra).toEqual([['Price', '12,50']]);
  });

  it('is read as UTF-16, which Excel calls Unicode text', async () => {
    const text = `\ufeff${HEADER.replaceAll(',', '\t')}\r\n1\thttp://a.test/1\ttimeout.total\t\t\t\t0\t9\t2\t"no ""answer"""\tÜber\r\n`;

    const path = await openText(Buffer.from(text, 'utf16le'));

    expect((await rowsOf(path))[0]!.row).toMatchObject({
      outcome: 'timeout.total',
      attempts: 2,
      error: 'no "answer"',
      title: 'Über',
    });
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)'])(
    'has the guard taken off %s in a column of the list',
    async (cell) => {
      const path = await openText(`\ufeff${HEADER},sku\r\n1,http://a.test/1,ok,200,,,1,2,1,,,'${cell}\r\n`);

      expect((await rowsOf(path))[0]!.extra).toEqual([['sku', cell]]);
    },
  );
});

describe('what is no export', () => {
  it.each([
    ['a list', 'http://a.test/1\nhttp://a.test/2\n', ErrorCode.ExportForeign],
    ['a table of somebody else', 'url,outcome\r\nhttp://a.test/1,ok\r\n', ErrorCode.ExportForeign],
    ['a table without outcomes', 'url,status,error\r\nhttp://a.test/1,200,\r\n', ErrorCode.ExportForeign],
    ['nothing', '', ErrorCode.ExportForeign],
    ['an export without rows', `${HEADER}\r\n`, ErrorCode.ListEmpty],
    ['an export without addresses', `${HEADER}\r\n1,none,ok,,,,,,,,\r\n`, ErrorCode.ListNoValidUrl],
    ['a picture', '\u0089PNG\r\n\u001a\n', ErrorCode.Unsupported],
  ])('is refused and leaves nothing behind: %s', async (_what, content, expected) => {
    expect(await codeOf(openText(Buffer.from(content, 'latin1')))).toBe(expected);
    expect(readdirSync(folder)).toEqual(['earlier.csv']);
  });

  it('is found out from its beginning', async () => {
    const path = join(folder, 'big.csv');
    writeFileSync(path, 'a,b\n1,2\n'.repeat(200_000));
    const progress: ImportProgress[] = [];

    const code = await codeOf(open(path, {}, new AbortController().signal, (one) => void progress.push(one)));

    expect(code).toBe(ErrorCode.ExportForeign);
    expect(progress).toEqual([]);
  });
});

describe('opening an export', () => {
  it('can be cancelled, and leaves nothing behind', async () => {
    const path = join(folder, 'long.csv');
    const rows = Array.from(
      { length: 60_000 },
      (_, index) => `${index},http://a.test/${index},ok,200,,,1,2,1,,Title
`,
    );
    writeFileSync(
      path,
      `${HEADER}
${rows.join('')}`,
    );
    const controller = new AbortController();

    const code = await codeOf(open(path, {}, controller.signal, () => controller.abort()));

    expect(code).toBe(ErrorCode.Cancelled);
    expect(readdirSync(folder)).toEqual(['long.csv']);
  });

  it('does not replace a run that is not finished, unless it is told to', async () => {
    const runPath = createRunFile(folder, ['http://a.test/1'], 'kept');
    const content = `${HEADER}\r\n1,http://b.test/1,ok,200,,,1,2,1,,\r\n`;

    expect(await codeOf(openText(content, { runPath }))).toBe(ErrorCode.RunFileUnfinished);
    expect(facts(runPath).settled).toEqual({});
    expect(await openText(content, { runPath, replaceUnfinished: true })).toBe(runPath);
    expect(facts(runPath).settled).toEqual({ ok: 1 });
  });
});
