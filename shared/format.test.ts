import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatCountdown,
  formatCountOf,
  formatDuration,
  formatPercent,
  formatRate,
  formatThreeDigits,
} from './format.ts';

describe('format', () => {
  it('separates thousands whatever the language of the system', () => {
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatCountOf(1, 'row')).toBe('1 row');
    expect(formatCountOf(2000, 'row')).toBe('2,000 rows');
  });

  it('never shows more than three significant digits', () => {
    expect([0.8449, 8.449, 84.49, 844.9, 8449].map(formatThreeDigits)).toEqual([
      '0.84',
      '8.45',
      '84.5',
      '845',
      '8,450',
    ]);
  });

  it('shows a slow rate as slow and not as nothing', () => {
    expect([0, 0.01, 3.14, 412.4, 12_345].map(formatRate)).toEqual(['0', '0.1', '3.1', '412', '12,300']);
  });

  it('goes to the next unit before four digits appear', () => {
    expect([0, 999, 999_499, 999_500, 43_210].map(formatBytes)).toEqual([
      '0 B',
      '999 B',
      '999 KB',
      '1 MB',
      '43.2 KB',
    ]);
  });

  it('never rounds a duration up to 60 of the smaller unit', () => {
    expect([850, 4200, 59_960, 200_000, 3_599_800, 7_500_000].map(formatDuration)).toEqual([
      '850 ms',
      '4.2 s',
      '1 min 00 s',
      '3 min 20 s',
      '1 h 00 min',
      '2 h 05 min',
    ]);
  });

  it('counts down to zero and no further', () => {
    expect([-5, 41_200, 725_000, 3_725_000].map(formatCountdown)).toEqual([
      '0:00',
      '0:42',
      '12:05',
      '1:02:05',
    ]);
  });

  it('says 100 % only when all of it is done', () => {
    expect([formatPercent(99_999, 100_000), formatPercent(1, 100_000), formatPercent(5, 5)]).toEqual([
      '99 %',
      '1 %',
      '100 %',
    ]);
  });
});
