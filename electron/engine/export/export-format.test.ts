import { describe, expect, it } from 'vitest';
import { exportFormatOf } from './export-format.ts';

describe('exportFormatOf', () => {
  it.each([
    ['results.csv', 'csv'],
    ['/data/a.b/RESULTS.CSV', 'csv'],
    ['results.xlsx', 'xlsx'],
    ['results.jsonl', 'jsonl'],
    ['results.ndjson', 'jsonl'],
    ['results.parquet', 'parquet'],
    ['results.sqlite', 'sqlite'],
    ['results.db', 'sqlite'],
    ['failed.txt', 'urls'],
  ])('takes the format from the ending of %s', (path, format) => {
    expect(exportFormatOf(path)).toBe(format);
  });

  it.each([
    ['results.doc', 'Gleaner cannot write .doc files.'],
    ['results', 'The name of the export has no ending that says its format.'],
    ['.csv', 'The name of the export has no ending that says its format.'],
  ])('says for %s which endings there are', (path, message) => {
    expect(() => exportFormatOf(path)).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED',
        message,
        advice: expect.stringContaining('.csv, .xlsx, .jsonl'),
      }),
    );
  });
});
