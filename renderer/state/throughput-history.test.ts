import { describe, expect, it } from 'vitest';
import { MAX_POINTS, ThroughputHistory } from './throughput-history.ts';

describe('throughput history', () => {
  it('keeps a whole night in the points of one screen', () => {
    const history = new ThroughputHistory();

    for (let ms = 0; ms < 12 * 3_600_000; ms += 1000) history.add(ms, 400, 3);

    const { atSec } = history.data();
    expect(atSec.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(atSec.length).toBeGreaterThan(MAX_POINTS / 4);
    expect(atSec[0]).toBe(0);
  });

  it('keeps the mean when buckets are merged', () => {
    const history = new ThroughputHistory();

    for (let ms = 0; ms < 2_000_000; ms += 250) history.add(ms, ms % 500 === 0 ? 300 : 500, 0);

    expect(history.data().rows.every((rate) => rate === null || Math.abs(rate - 400) < 1)).toBe(true);
  });

  it('draws a pause as a gap and not as a line across it', () => {
    const history = new ThroughputHistory();

    history.add(0, 400, 0);
    history.add(60_000, 400, 0);

    expect(history.data().rows).toEqual([400, null, 400]);
  });

  it('ignores what a clock that was set back says', () => {
    const history = new ThroughputHistory();

    history.add(10_000, 400, 0);
    history.add(5000, 1, 0);

    expect(history.data().rows).toEqual([400]);
  });

  it('takes one drag of a slider for one marker', () => {
    const history = new ThroughputHistory();

    history.mark({ atMs: 1000, kind: 'limit', text: 'Concurrency 100' });
    history.mark({ atMs: 1100, kind: 'limit', text: 'Concurrency 50' });
    history.mark({ atMs: 9000, kind: 'limit', text: 'Concurrency 80' });

    expect(history.markers.map((marker) => marker.text)).toEqual(['Concurrency 50', 'Concurrency 80']);
  });
});
