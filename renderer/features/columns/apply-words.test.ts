import { expect, it } from 'vitest';
import { applyWords } from './apply-words.ts';

const ALL = { ok: 6120, pending: 93_880, keep: 'warc', sample: 30, columns: 3 } as const;

it('says which rows get the columns from what was kept, and which while they are fetched', () => {
  expect(applyWords(ALL)).toBe(
    '6,120 fetched pages are read again from what was kept; 93,880 rows to come get the columns while they are fetched.',
  );
});

it('counts the rows whose page was not kept', () => {
  expect(applyWords({ ...ALL, keep: 'off', pending: 0 })).toBe(
    '30 fetched pages are read again from what was kept; 6,090 fetched rows stay without them, because the pages were not kept.',
  );
});

it('says that taking all columns away takes their values away', () => {
  expect(applyWords({ ...ALL, columns: 0 })).toContain('what was extracted goes');
});
