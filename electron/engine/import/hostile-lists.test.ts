/** Lists that are made to do harm: each ends soon, with a clear message, and leaves nothing behind. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { zipSync, strToU8 } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { Drafts } from './drafts.ts';
import { ListSource } from './list-source.ts';
import { textRows, xlsx } from './testing/xlsx.ts';

const folder = mkdtempSync(join(tmpdir(), 'gleaner-hostile-'));
const runs = join(folder, 'runs');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function drafts(onProgress: () => void = () => {}): Drafts {
  return new Drafts({ onProgress, onInspected: () => {} });
}

function fileOf(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function importFile(path: string, into = drafts()) {
  const request = { importId: 'i', name: 'list', folder: runs, removeListAfter: false };
  const summary = await into.import({
    ...request,
    listPaths: [path],
    runPath: null,
    replaceUnfinished: false,
  });
  const dropped = into.dropped(summary.draftId, 0, 20);
  into.dispose();
  return { summary, dropped };
}

/** Adds a part of 300 MB of spaces to an archive. */
const ADD_SPACES = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'a', zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
    with archive.open(sys.argv[2], 'w') as part:
        part.write(b'<sst><si><t>')
        for _ in range(300): part.write(b' ' * 1000000)
`;

const GOOD = textRows([['https://a.example/1'], ['https://a.example/2']]);

/** Cuts off everything behind the first entries, as a download that broke off does. */
function truncated(): Uint8Array {
  const whole = xlsx({ sheets: { S: GOOD } });
  return whole.subarray(0, whole.length / 2);
}

/** A directory that is whole over content that is not. */
function scrambled(): Uint8Array {
  const bytes = xlsx({ sheets: { S: GOOD.repeat(50) } });
  const at = Buffer.from(bytes).indexOf('xl/worksheets/sheet1.xml') + 60;
  bytes.fill(0xff, at, at + 100);
  return bytes;
}

function billionLaughs(): string {
  const entities = Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`,
  ).join('');
  return `<?xml version="1.0"?><!DOCTYPE urlset [<!ENTITY lol0 "lol">${entities}<!ENTITY file SYSTEM "file:///etc/passwd">]>
<urlset><url><loc>https://a.example/&lol9;</loc></url><url><loc>&file;</loc></url><url><loc>https://a.example/fine</loc></url></urlset>`;
}

describe('a hostile list', () => {
  it.each([
    ['a spreadsheet that broke off', 'broken.xlsx', truncated, /damaged or not complete/],
    ['a spreadsheet with scrambled content', 'scrambled.xlsx', scrambled, /damaged/],
    [
      'a spreadsheet whose sheet ends in its middle',
      'middle.xlsx',
      () =>
        xlsx({ sheets: { S: GOOD }, parts: { 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${GOOD}` } }),
      /damaged: xl\/worksheets\/sheet1.xml ends in its middle/,
    ],
    [
      'an archive that is no spreadsheet',
      'list.xlsx',
      () => zipSync({ 'a.txt': strToU8('x') }),
      /an archive/,
    ],
    [
      'an OpenDocument spreadsheet',
      'list.ods',
      () => zipSync({ mimetype: strToU8('x'), 'content.xml': strToU8('<x/>') }),
      /OpenDocument/,
    ],
    [
      'an archive whose entry leads out of it',
      'slip.xlsx',
      () => zipSync({ '../../evil.txt': strToU8('x'), 'xl/workbook.xml': strToU8('<x/>') }),
      /damaged/,
    ],
    [
      'a workbook whose sheet is no part of it',
      'outside.xlsx',
      () =>
        xlsx({
          sheets: { S: GOOD },
          parts: {
            'xl/_rels/workbook.xml.rels':
              '<Relationships><Relationship Id="s1" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>',
          },
        }),
      /has a column of web addresses/,
    ],
    [
      'a sheet nested a hundred thousand deep',
      'deep.xlsx',
      () => xlsx({ sheets: { S: '<row>'.repeat(100_000) } }),
      /nested too deeply/,
    ],
    [
      'a sitemap nested a hundred thousand deep',
      'deep.xml',
      () => `<urlset>${'<url>'.repeat(100_000)}`,
      /nested too deeply/,
    ],
    [
      'a sitemap with a tag of 40 MB',
      'tag.xml',
      () => `<urlset><url><loc x="${'y'.repeat(40_000_000)}">https://a.example/</loc></url></urlset>`,
      /a tag in it does not end/,
    ],
    ['NULs', 'nuls.txt', () => Buffer.alloc(1_000_000), /not a text file/],
  ])('is refused: %s', async (_what, name, content, message) => {
    const path = fileOf(name, content());

    await expect(importFile(path)).rejects.toMatchObject({
      message: expect.stringMatching(message),
      advice: expect.stringMatching(/./),
    });
    expect(readdirSync(runs)).toEqual([]);
  });

  it('is read where it can be: a line of 100 MB among good ones', async () => {
    const path = join(folder, 'long.txt');
    const long = Buffer.alloc(100_000_000, 'x');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from('https://a.example/1\n'), long, Buffer.from('\nhttps://a.example/2\n')]),
    );

    const { summary, dropped } = await importFile(path);

    expect(summary).toMatchObject({ lines: 3, rows: 2, rejected: 1 });
    expect(dropped).toMatchObject([{ line: 2, reason: 'too_long' }]);
  });

  it('is read where it can be: NULs in a list', async () => {
    const path = fileOf('nul.txt', 'https://a.example/1\nhttps://a.example/\0\nhttps://a.example/2\n');

    const { summary, dropped } = await importFile(path);

    expect(summary).toMatchObject({ lines: 3, rows: 2, rejected: 1 });
    expect(dropped).toMatchObject([{ line: 2, reason: 'control_character' }]);
  });

  it('expands no entity of a billion laughs, and reads no file for one', async () => {
    const { summary, dropped } = await importFile(fileOf('laughs.xml', billionLaughs()));

    expect(summary).toMatchObject({ lines: 3, rows: 2, rejected: 1 });
    expect(summary.sample).toEqual(['https://a.example/&lol9;', 'https://a.example/fine']);
    expect(dropped.map(({ text }) => text)).toEqual(['&file;']);
  });

  it('stops a gzip bomb long before it is unpacked', async () => {
    const bomb = createGzip({ level: 9 });
    const zeros = Buffer.alloc(1024 * 1024);
    const feed = async (): Promise<void> => {
      for (let megabytes = 0; megabytes < 2000 && !bomb.destroyed; megabytes++)
        if (!bomb.write(zeros)) await new Promise((resolve) => bomb.once('drain', resolve));
      bomb.end();
    };
    const source = new ListSource(bomb, 'bomb.txt.gz', undefined);
    void feed().catch(() => {});
    let unpacked = 0;
    const reading = async (): Promise<void> => {
      await source.peek(1000);
      for await (const chunk of source.chunks()) unpacked += chunk.length;
    };

    await expect(reading()).rejects.toMatchObject({ code: 'LIST_TOO_LARGE' });
    expect(unpacked).toBeLessThan(400_000_000);
    await source.close();
  });

  it('stops a spreadsheet that is a zip bomb', async () => {
    const path = fileOf('bomb.xlsx', xlsx({ sheets: { S: GOOD } }));
    execFileSync('python3', ['-c', ADD_SPACES, path, 'xl/sharedStrings.xml']);

    await expect(importFile(path)).rejects.toMatchObject({ code: 'LIST_TOO_LARGE' });
    expect(readdirSync(runs)).toEqual([]);
  });

  it('gives up a file of 10 GB at once when it is cancelled', async () => {
    const path = fileOf('sparse.txt', 'https://a.example/1\n'.repeat(50_000));
    // Behind its lines a single one of nothing but NULs.
    truncateSync(path, 10_000_000_000);
    const into: Drafts = drafts(() => into.cancel('i'));

    await expect(importFile(path, into)).rejects.toMatchObject({ code: 'CANCELLED' });

    expect(readdirSync(runs)).toEqual([]);
  });

  it('can be cancelled in the middle of ten million addresses of one line', async () => {
    const into: Drafts = drafts(() => into.cancel('i'));
    const request = { importId: 'i', name: 'list', folder: runs, runPath: null, replaceUnfinished: false };

    const reading = into.import({
      ...request,
      listPaths: [fileOf('ranges.txt', 'https://a.example/{1..9999999}\n')],
      removeListAfter: true,
    });

    await expect(reading).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(readdirSync(runs)).toEqual([]);
  });
});
