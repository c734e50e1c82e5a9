import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../engine/engine.ts';
import { createRunFile, tamper } from '../../engine/testing/run-files.ts';
import { runCommandLine } from '../run-command.ts';
import { fakeCli } from '../testing/fake-context.ts';

describe('gleaner compare', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'gleaner-compare-cli-'));
    createRunFile(folder, ['https://a.test/1', 'https://a.test/2', 'https://a.test/3'], 'monday');
    createRunFile(folder, ['https://a.test/1', 'https://a.test/2', 'https://a.test/4'], 'tuesday');
    for (const name of ['monday', 'tuesday'])
      tamper(
        path.join(folder, `${name}.gleaner`),
        `INSERT INTO settlement VALUES (0, 0, null), (1, 0, null), (2, 0, null);
         INSERT INTO page (row_id, sha256, store) VALUES (0, x'01', 0), (1, x'${name === 'monday' ? '02' : '03'}', 0)`,
      );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (...words: string[]) => {
    const { context, stdout, stderr } = fakeCli();
    const status = await runCommandLine(['compare', ...words], {
      ...context,
      folder,
      createEngine: (options) => createEngine(options),
    });
    return { status, stdout: stdout.text, stderr: stderr.text };
  };

  it('tells a person what is new, gone and changed', async () => {
    const { status, stderr } = await run('monday.gleaner', 'tuesday.gleaner');

    expect(status).toBe(0);
    expect(stderr).toContain('monday.txt and then tuesday.txt');
    expect(stderr).toMatch(/1 new\n\s+1 gone\n\s+1 changed\n\s+0 other content\n\s+1 same\n/);
    expect(stderr).toContain('Changed: https://a.test/2\nNew: https://a.test/4\nGone: https://a.test/3\n');
  });

  it('tells a script the counts', async () => {
    const { stdout } = await run('monday.gleaner', 'tuesday.gleaner', '--json');

    expect(JSON.parse(stdout)).toEqual({
      type: 'compared',
      before: 'monday.txt',
      after: 'tuesday.txt',
      counts: { new: 1, gone: 1, changed: 1, content: 0, same: 1, unknown: 0 },
      columns: [],
    });
  });

  it('exports what was asked for as a table', async () => {
    await run('monday.gleaner', 'tuesday.gleaner', '--only', 'new,changed', '--export', 'changes.csv');

    const records: string[][] = parse(readFileSync(path.join(folder, 'changes.csv'), 'utf8'));
    expect(records).toEqual([
      ['url', 'change', 'line_before', 'line_after', 'outcome_before', 'outcome_after', 'content_changed'],
      ['https://a.test/2', 'changed', '2', '2', 'ok', 'ok', 'true'],
      ['https://a.test/4', 'new', '', '3', '', 'ok', ''],
    ]);
  });

  it('leaves nothing beside the run files', async () => {
    const before = readdirSync(folder);

    await run('monday.gleaner', 'tuesday.gleaner');

    expect(readdirSync(folder)).toEqual(before);
  });

  it.each([
    [['monday.gleaner'], 'two run files'],
    [['monday.gleaner', 'tuesday.gleaner', '--only', 'nwe'], 'Did you mean new?'],
    [['monday.gleaner', 'tuesday.gleaner', '--export', 'tuesday.gleaner'], '.gleaner'],
  ])('refuses %j and says what is right', async (words, said) => {
    const { status, stderr } = await run(...words);

    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });

  it('says which file is not there', async () => {
    const { status, stderr } = await run('monday.gleaner', 'none.gleaner');

    expect(status).toBe(1);
    expect(stderr).toContain('none.gleaner');
  });
});
