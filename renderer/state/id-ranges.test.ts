import { array, assert, constant, nat, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdRanges } from './id-ranges.ts';

describe('id ranges', () => {
  it('holds exactly what a set would hold after any additions and removals', () => {
    const step = oneof(
      record({ kind: constant('add' as const), ids: array(nat(40), { maxLength: 8 }) }),
      record({ kind: constant('remove' as const), id: nat(40) }),
    );
    assert(
      property(array(step), (steps) => {
        const expected = new Set<number>();
        let ranges = IdRanges.EMPTY;

        for (const one of steps) {
          if (one.kind === 'add') {
            ranges = ranges.with(one.ids);
            for (const id of one.ids) expected.add(id);
          } else {
            ranges = ranges.without(one.id);
            expected.delete(one.id);
          }
        }

        expect(ranges.toArray()).toEqual([...expected].toSorted((a, b) => a - b));
        expect(ranges.size).toBe(expected.size);
        for (let id = 0; id <= 40; id += 1) expect(ranges.has(id)).toBe(expected.has(id));
      }),
    );
  });

  it('stays the same object when nothing is different', () => {
    const ranges = IdRanges.of([1, 2, 3]);

    expect(ranges.without(7)).toBe(ranges);
    expect(ranges.with([])).toBe(ranges);
  });
});
