import { describe, expect, it } from 'vitest';
import { progressLine, progressSentence } from './progress-line.ts';
import { batchOf, totalsOf } from './testing/fake-engine.ts';

const halfDone = batchOf(
  totalsOf({ lines: 100_000, rows: 100_000, ok: 49_988, failed: 12, pending: 50_000 }),
  {
    ratePerSec: 1250,
  },
);

describe('progressLine', () => {
  it('shows bar, share, counts, failures, rate and time left on a wide terminal', () => {
    const line = progressLine(halfDone, { columns: 120, isUnicode: true });

    expect(line).toBe(
      `${'█'.repeat(20)}${'░'.repeat(20)}   50%   50,000 of 100,000     12 failed   1,250/s     0:40 left`,
    );
  });

  it.each([
    [80, '   50%   50,000 of 100,000     12 failed   1,250/s     0:40 left'],
    [66, '   50%   50,000 of 100,000     12 failed   1,250/s     0:40 left'.trimStart()],
    [55, ' 50%   50,000 of 100,000     12 failed     0:40 left'],
    [45, ' 50%   50,000 of 100,000     12 failed'],
    [30, ' 50%   50,000 of 100,000'],
    [10, '50%'],
    [3, '50'],
    [0, ''],
  ])('leaves out whole parts when there are only %i columns', (columns, ending) => {
    const line = progressLine(halfDone, { columns, isUnicode: true });

    expect(line.trimStart().endsWith(ending.trimStart())).toBe(true);
    if (columns < 60) expect(line).toBe(ending);
  });

  it('never fills the last column, where a terminal would wrap', () => {
    for (let columns = 1; columns <= 200; columns += 1) {
      for (const isUnicode of [true, false]) {
        expect(progressLine(halfDone, { columns, isUnicode }).length).toBeLessThan(columns);
      }
    }
  });

  it('keeps its length while the numbers grow, so that nothing jitters', () => {
    const lengths = [0, 9, 999, 50_000, 99_999].map((ok) => {
      const totals = totalsOf({ lines: 100_000, rows: 100_000, ok, pending: 100_000 - ok });
      return progressLine(batchOf(totals, { ratePerSec: ok / 60 }), { columns: 100, isUnicode: true }).length;
    });

    expect(new Set(lengths).size).toBe(1);
  });

  it('draws with plain ASCII where there is no Unicode', () => {
    const line = progressLine(halfDone, { columns: 100, isUnicode: false });

    expect(line).toMatch(/^\[#+-+\] /u);
    // oxlint-disable-next-line no-control-regex
    expect(line).toMatch(/^[\x20-\x7e]*$/u);
  });

  it('says 100% only when the last row is settled', () => {
    const almost = batchOf(totalsOf({ rows: 100_000, ok: 99_999, pending: 1 }));
    const whole = batchOf(totalsOf({ rows: 100_000, ok: 99_990, failed: 9, skipped: 1 }));

    expect(progressLine(almost, { columns: 100, isUnicode: true })).toContain(' 99%');
    expect(progressLine(whole, { columns: 100, isUnicode: true })).toContain('100%');
  });

  it('admits that it cannot know the time left while nothing is settled', () => {
    const line = progressLine(batchOf(totalsOf({ ok: 0, pending: 10 }), { ratePerSec: 0 }), {
      columns: 100,
      isUnicode: true,
    });

    expect(line).toContain('-:-- left');
  });

  it('names the host that everything waits for', () => {
    const untilMs = new Date(2026, 0, 2, 3, 4, 5).getTime();
    const waiting = batchOf(totalsOf({ ok: 5, pending: 5 }), {
      ratePerSec: 0,
      parked: [{ origin: 'https://shop.example', untilMs, reason: 'http.rate_limited' }],
      parkedCount: 3,
    });

    expect(progressSentence(waiting)).toContain(
      'waiting for https://shop.example and 2 more until 03:04:05: The server asked us to slow down',
    );
  });

  it('says what holds the run, also while the rate has not fallen yet', () => {
    const held = batchOf(totalsOf({ ok: 5, pending: 5 }), {
      ratePerSec: 12,
      hold: { code: 'local.offline', message: 'no route', sinceMs: 0 },
    });

    expect(progressLine(held, { columns: 120, isUnicode: true })).toContain(
      'waiting: This computer is offline',
    );
  });
});
