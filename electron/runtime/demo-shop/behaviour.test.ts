import { describe, expect, it } from 'vitest';
import { BEHAVIOUR_RULES, behaviourOf, expectedOutcome, expectedTotals, slowDelayMs } from './behaviour.ts';

function countKinds(seed: number, pages: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let page = 1; page <= pages; page += 1) {
    const kind = behaviourOf(seed, page);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

function codesOf(seed: number): string {
  return Array.from({ length: 2000 }, (_, index) => expectedOutcome(seed, index + 1, 1).code).join();
}

describe('the behaviour of the demo shop', () => {
  it('keeps to the shares of its table over 100,000 pages', () => {
    const counts = countKinds(1, 100_000);

    for (const { kind, share } of BEHAVIOUR_RULES) {
      if (share === 0) continue;
      const expected = share * 100_000;
      const tolerance = 4 * Math.sqrt(expected) + 1;
      expect(Math.abs((counts.get(kind) ?? 0) - expected), kind).toBeLessThan(tolerance);
    }
    expect(counts.get('page')).toBeGreaterThan(98_000);
  });

  it('shows one of each kind in a list of fifty, whatever the seed', () => {
    for (const seed of [1, 2, 77]) {
      const counts = countKinds(seed, 50);

      for (const { kind } of BEHAVIOUR_RULES) expect(counts.get(kind), kind).toBeGreaterThan(0);
    }
  });

  it('limits the rate a handful of times, however long the list is', () => {
    expect(countKinds(1, 1_000_000).get('rateLimited')).toBe(8);
  });

  it('delays slow pages between half a second and three', () => {
    for (let page = 1; page <= 1000; page += 1) {
      expect(slowDelayMs(3, page)).toBeGreaterThanOrEqual(500);
      expect(slowDelayMs(3, page)).toBeLessThanOrEqual(3000);
    }
  });

  it('gives another seed other failing pages', () => {
    expect(codesOf(1)).toBe(codesOf(1));
    expect(codesOf(1)).not.toBe(codesOf(2));
  });
});

describe('expectedTotals', () => {
  it('adds up, and a second round settles exactly the pages that recover late', () => {
    const late = countKinds(1, 20_000).get('recoversLater') ?? 0;

    const first = expectedTotals(1, 20_000);
    const second = expectedTotals(1, 20_000, { rounds: 2 });

    expect(first.ok + first.failed).toBe(20_000);
    expect(first.failures['http.server_error']).toBe(late);
    expect(second.failures['http.server_error']).toBeUndefined();
    expect(second.ok - first.ok).toBe(late);
    expect(second.failures['http.not_found']).toBe(first.failures['http.not_found']);
  });

  it('counts a page that recovers at once as failed only when nothing is retried', () => {
    const counts = countKinds(1, 5000);
    const temporary = (counts.get('recoversAtOnce') ?? 0) + (counts.get('recoversLater') ?? 0);

    expect(expectedTotals(1, 5000, { retries: 0 }).failures['http.server_error']).toBe(temporary);
  });

  it('counts an attempt for every request of a page', () => {
    const counts = countKinds(1, 50);
    const extra =
      (counts.get('recoversAtOnce') ?? 0) +
      2 * (counts.get('recoversLater') ?? 0) +
      2 * (counts.get('truncated') ?? 0) +
      (counts.get('rateLimited') ?? 0);

    expect(expectedTotals(1, 50).attempts).toBe(50 + extra);
  });
});
