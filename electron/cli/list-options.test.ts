import { describe, expect, it } from 'vitest';
import { DEFAULT_MERGE_RULES, FOUND_OUT } from '../../shared/list-choices.ts';
import { parseCommandLine } from './arguments.ts';
import { UsageError } from './usage-error.ts';

function choicesOf(...words: string[]) {
  const command = parseCommandLine(['run', 'a.csv', ...words]);
  if (command.name !== 'run') throw new Error('not a run');
  return command.choices;
}

describe('the options about lists', () => {
  it('hold for every list that is named', () => {
    const command = parseCommandLine(
      'run a.csv b.xlsx - --column Link --sheet 2 --encoding sjis --delimiter semicolon --no-header --ranges --report r.csv'.split(
        ' ',
      ),
    );

    const source = {
      format: 'table',
      encoding: 'shift_jis',
      delimiter: ';',
      hasHeader: false,
      urlColumn: 'Link',
      sheet: '2',
    };
    expect(command).toMatchObject({
      listPaths: ['a.csv', 'b.xlsx', '-'],
      runPath: 'a.gleaner',
      reportPath: 'r.csv',
      choices: { sources: [source, source, source], merge: DEFAULT_MERGE_RULES, expandsRanges: true },
    });
  });

  it.each([
    [['--column', '3'], { urlColumn: 2 }],
    [['--delimiter', 'none'], { format: 'text' }],
    [['--encoding', 'latin1'], { encoding: 'windows-1252' }],
    [['--encoding', 'GBK'], { encoding: 'gb18030' }],
  ])('reads %j', (words, expected) => {
    expect(choicesOf(...words).sources).toEqual([{ ...FOUND_OUT, ...expected }]);
  });

  it.each([
    [['--merge', 'slash, tracking'], { ignoresTrailingSlash: true, ignoresTracking: true }],
    [['--keep-duplicates'], { isOn: false }],
  ])('merges by %j', (words, expected) => {
    expect(choicesOf(...words).merge).toEqual({ ...DEFAULT_MERGE_RULES, ...expected });
  });

  it.each([
    [['--column', '0'], 'counts from 1'],
    [['--encoding', 'utf-9'], 'utf-8'],
    [['--delimiter', 'dot'], 'comma, semicolon'],
    [['--merge', 'constructor'], 'slash, tracking and case'],
    [['--merge', 'slash', '--keep-duplicates'], 'exclude each other'],
    [['-', '-'], 'only once'],
    [['b.gleaner', '--run-file', 'b.gleaner'], 'is a run file already'],
  ])('refuses %j and says why', (words, says) => {
    let text = '';
    try {
      choicesOf(...words);
    } catch (error) {
      if (error instanceof UsageError) text = `${error.message} ${error.advice}`;
    }

    expect(text).toContain(says);
  });

  it('takes a run file as a list when the new run goes elsewhere', () => {
    const command = parseCommandLine(['run', 'old.gleaner', '--run-file', 'new.gleaner']);

    expect(command).toMatchObject({ listPaths: ['old.gleaner'], runPath: 'new.gleaner' });
  });
});
