import { describe, expect, it } from 'vitest';
import { exportFormatOf } from './export-format.ts';

describe('exportFormatOf', () => {
  it.each(['results.csv', '/data/a.b/RESULTS.CSV'])('takes the format from the ending of %s', (path) => {
    expect(exportFormatOf(path)).toBe('csv');
  });

  it.each([
    ['results.xlsx', 'Gleaner cannot write .xlsx files.'],
    ['results', 'The name of the export has no ending that says its format.'],
    ['.csv', 'The name of the export has no ending that says its format.'],
  ])('says for %s which endings there are', (path, message) => {
    expect(() => exportFormatOf(path)).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message, advice: 'Give it a name that ends in .csv.' }),
    );
  });
});
