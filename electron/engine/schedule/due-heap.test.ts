import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../import/seeded-random.ts';
import { DueHeap } from './due-heap.ts';

describe('DueHeap', () => {
  it('gives nothing a time when it is empty', () => {
    const heap = new DueHeap();

    expect([heap.size, heap.earliest]).toEqual([0, Infinity]);
  });

  it('gives items back by time, whatever the order in which they came', () => {
    const heap = new DueHeap();
    for (const time of [5, 1, 4, 1, 3, 9, 2, 6]) heap.push(time, time * 10);

    const items = Array.from({ length: 8 }, () => heap.pop());

    expect(items).toEqual([10, 10, 20, 30, 40, 50, 60, 90]);
    expect(heap.earliest).toBe(Infinity);
  });

  it('agrees with a sorted list over thousands of random pushes and pops', () => {
    const random = new SeededRandom(7);
    const heap = new DueHeap();
    let model: { time: number; item: number }[] = [];
    for (let step = 0; step < 20_000; step++) {
      if (model.length === 0 || random.below(5) < 3) {
        const one = { time: random.below(1000) / 8, item: step };
        heap.push(one.time, one.item);
        model.push(one);
      } else {
        const earliest = Math.min(...model.map(({ time }) => time));
        expect(heap.earliest).toBe(earliest);
        const item = heap.pop();
        const known = model.find((one) => one.item === item);
        expect(known?.time).toBe(earliest);
        model = model.filter((one) => one !== known);
      }
      expect(heap.size).toBe(model.length);
      if (model.length > 300) {
        heap.clear();
        model = [];
      }
    }
  });
});
