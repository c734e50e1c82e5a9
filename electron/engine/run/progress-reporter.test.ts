import { describe, expect, it } from 'vitest';
import { PROGRESS_MAX_HZ, type ProgressBatch } from '../../../shared/progress.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { ProgressReporter, type BatchContent } from './progress-reporter.ts';

function setup({ acknowledges = true } = {}) {
  const clock = new VirtualClock();
  const batches: ProgressBatch[] = [];
  // What a batch tells is not the reporter's business.
  const content = {} as BatchContent;
  const reporter = new ProgressReporter(
    clock,
    () => content,
    (batch) => {
      batches.push(batch);
      if (acknowledges) reporter.acknowledge(batch.seq);
    },
  );
  return { clock, batches, reporter };
}

describe('ProgressReporter', () => {
  it('tells at most so many batches a second, on schedule, while changes never stop', () => {
    const { clock, batches, reporter } = setup();

    for (let ms = 0; ms < 2000; ms++) {
      reporter.markDirty();
      clock.advance(1);
    }

    expect(batches.length).toBeGreaterThanOrEqual(2 * PROGRESS_MAX_HZ - 2);
    expect(batches.length).toBeLessThanOrEqual(2 * PROGRESS_MAX_HZ);
    expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, index) => index));
  });

  it('tells the last change even when none follows', () => {
    const { clock, batches, reporter } = setup();
    reporter.markDirty();

    clock.advance(1000);

    expect(batches).toHaveLength(1);
    expect(clock.timerCount).toBe(0);
  });

  it('says something now and then while a run is going and nothing changes', () => {
    const { clock, batches, reporter } = setup();
    reporter.setRunning(true);

    clock.advance(3000);

    expect(batches.length).toBeGreaterThan(3);
    expect(batches.length).toBeLessThan(10);
  });

  it('sends no more than two batches that nobody has acknowledged', () => {
    const { clock, batches, reporter } = setup({ acknowledges: false });
    reporter.setRunning(true);
    for (let ms = 0; ms < 5000; ms += 10) {
      reporter.markDirty();
      clock.advance(10);
    }
    expect(batches).toHaveLength(2);

    reporter.acknowledge(0);
    clock.advance(200);
    expect(batches).toHaveLength(3);
    reporter.acknowledge(2);
    reporter.markDirty();
    clock.advance(1000);

    expect(batches).toHaveLength(5);
  });

  it('goes on by itself after an acknowledgement that comes when nothing has changed', () => {
    const { clock, batches, reporter } = setup({ acknowledges: false });
    reporter.setRunning(true);
    clock.advance(2000);
    const before = batches.length;

    reporter.acknowledge(before - 1);
    clock.advance(1000);

    expect(before).toBe(2);
    expect(batches.length).toBe(4);
  });

  it('tells a change of state at once, acknowledged or not', () => {
    const { clock, batches, reporter } = setup({ acknowledges: false });
    reporter.setRunning(true);
    clock.advance(2000);

    reporter.flush();
    reporter.flush();

    expect(batches).toHaveLength(4);
  });

  it('falls silent and leaves no timer when it is disposed', () => {
    const { clock, batches, reporter } = setup();
    reporter.setRunning(true);
    reporter.dispose();

    reporter.markDirty();
    reporter.acknowledge(5);
    clock.advance(5000);

    expect([batches.length, clock.timerCount]).toEqual([0, 0]);
  });
});
