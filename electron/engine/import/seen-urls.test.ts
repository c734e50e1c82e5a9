import { describe, expect, it } from 'vitest';
import { SeenUrls, type HashKey } from './seen-urls.ts';

function setup(hash?: HashKey) {
  const keys: string[] = [];
  const seen = new SeenUrls({ keyOf: (rowId) => keys[rowId]!, ...(hash === undefined ? {} : { hash }) });
  const claim = (key: string): number => {
    const rowId = seen.claim(key, keys.length);
    if (rowId === keys.length) keys.push(key);
    return rowId;
  };
  return { seen, claim, keys };
}

describe('SeenUrls', () => {
  it('gives the first row that had the key', () => {
    const { claim } = setup();

    const rowIds = ['a', 'b', 'a', 'c', 'b', ''].map(claim);

    expect(rowIds).toEqual([0, 1, 0, 2, 1, 3]);
  });

  it('never merges different keys, even if all their hashes collide', () => {
    const { claim } = setup((_key, halves) => halves.fill(42));
    const keys = Array.from({ length: 500 }, (_, index) => `https://a.example/${index}`);

    const first = keys.map(claim);
    const second = keys.map(claim);

    expect(first).toEqual([...keys.keys()]);
    expect(second).toEqual(first);
  });

  it('wraps round the end of the table', () => {
    const { claim } = setup((_key, halves) => halves.fill(0xffffffff));

    const rowIds = ['a', 'b', 'c', 'b', 'c'].map(claim);

    expect(rowIds).toEqual([0, 1, 2, 1, 2]);
  });

  it('finds every key again after it has grown many times', () => {
    const { seen, claim } = setup();
    const count = 50_000;
    const bytesBefore = seen.byteLength;

    for (let index = 0; index < count; index++) claim(`https://shop.example/p/${index}`);
    const isLost = Array.from(
      { length: count },
      (_, index) => claim(`https://shop.example/p/${index}`) !== index,
    );

    expect(isLost).not.toContain(true);
    expect(seen.byteLength).toBeGreaterThan(bytesBefore);
  });

  it('holds a million keys in 26 megabytes and asks for hardly any of them', () => {
    let asked = 0;
    const seen = new SeenUrls({
      keyOf: () => {
        asked++;
        return '';
      },
    });

    for (let rowId = 0; rowId < 1_000_000; rowId++)
      seen.claim(`https://shop.example/p/${rowId}?ref=list`, rowId);

    expect(seen.byteLength).toBeLessThanOrEqual(26_000_000);
    expect(asked).toBe(0);
  });
});
