import { describe, expect, it } from 'vitest';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { FinishedAttempt, LedgerUsage, WorkLedger } from '../ledger/work-ledger.ts';
import { attempt } from '../testing/run-files.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { OutcomeWriter } from './outcome-writer.ts';

function setup() {
  const clock = new VirtualClock();
  const written: number[][] = [];
  const events: string[] = [];
  const usages: LedgerUsage[] = [];
  let failure: Error | null = null;
  const settled = new Set<number>();
  // The writer only settles.
  const ledger = {
    settle: (batch: readonly FinishedAttempt[], usage: LedgerUsage) => {
      if (failure !== null) throw failure;
      usages.push(usage);
      written.push(batch.map(({ rowId }) => rowId));
      const now = batch.filter(({ rowId, isSettled }) => isSettled && !settled.has(rowId));
      for (const { rowId } of now) settled.add(rowId);
      return now;
    },
  } as unknown as WorkLedger;
  const writer = new OutcomeWriter({
    ledger,
    clock,
    usage: (batch) => ({ elapsedMs: 0, bytes: batch.reduce((sum, { result }) => sum + result.bytes, 0) }),
    onCommitted: (now, all) => events.push(`committed ${now.length} of ${all.length}`),
    onTrouble: (error) => events.push(`trouble ${error.code}`),
    onRecovered: () => events.push('recovered'),
  });
  return {
    clock,
    written,
    events,
    usages,
    writer,
    fail: (error: Error | null) => {
      failure = error;
    },
  };
}

const full = new AppError(ErrorCode.DiskFull, 'The disk is full.');

describe('OutcomeWriter', () => {
  it('collects what comes within a moment and writes it in one go', () => {
    const { clock, written, writer } = setup();
    for (let row = 0; row < 100; row++) {
      writer.push(attempt(row));
      clock.advance(0.9);
    }
    expect(written).toEqual([]);

    clock.advance(250);

    expect(written).toHaveLength(1);
    expect(written[0]).toHaveLength(100);
    expect(clock.timerCount).toBe(0);
  });

  it('writes at once when much has come', () => {
    const { written, writer } = setup();

    for (let row = 0; row < 1200; row++) writer.push(attempt(row));

    expect(written.map(({ length }) => length)).toEqual([500, 500]);
  });

  it('tells what was used, the batch that is written included', () => {
    const { usages, writer } = setup();
    writer.push(attempt(0, { bytes: 30 }));
    writer.push(attempt(1, { bytes: 12 }));

    writer.flush();

    expect(usages).toEqual([{ elapsedMs: 0, bytes: 42 }]);
  });

  it('counts nothing that is not committed, and everything once when it is', () => {
    const { clock, written, events, writer, fail } = setup();
    fail(full);
    writer.push(attempt(0));
    clock.advance(1000);
    writer.push(attempt(1));
    expect(writer.isInTrouble).toBe(true);
    expect([writer.flush(), writer.trouble]).toEqual([false, full]);
    expect(events).toEqual(['trouble DISK_FULL']);

    fail(null);
    clock.advance(2000);

    expect(written).toEqual([[0, 1]]);
    expect(events).toEqual(['trouble DISK_FULL', 'committed 2 of 2', 'recovered']);
    expect([writer.isInTrouble, clock.timerCount]).toEqual([false, 0]);
  });

  it('does not wait for a damaged file to mend', () => {
    const { events, writer, fail } = setup();
    fail(new AppError(ErrorCode.RunFileDamaged, 'The run file is damaged.'));
    writer.push(attempt(0));

    expect(() => writer.flush()).toThrow('damaged');
    expect(events).toEqual([]);
  });

  it('tries again every two seconds, with one timer, however much comes meanwhile', () => {
    const { clock, events, writer, fail } = setup();
    fail(full);
    for (let row = 0; row < 3000; row++) writer.push(attempt(row));

    clock.advance(10_000);

    expect(events).toEqual(['trouble DISK_FULL']);
    expect(clock.timerCount).toBe(1);
  });

  it('leaves a row out of the count that was settled before', () => {
    const { events, writer } = setup();
    writer.push(attempt(0));
    writer.flush();
    writer.push(attempt(0));
    writer.push(attempt(1, {}, { isSettled: false }));
    writer.flush();

    expect(events).toEqual(['committed 1 of 1', 'committed 0 of 2']);
    expect(writer.flush()).toBe(true);
    expect(events).toHaveLength(2);
  });

  it('does not hide an error of our own', () => {
    const { writer, fail } = setup();
    fail(new TypeError('a bug'));
    writer.push(attempt(0));

    expect(() => writer.flush()).toThrow('a bug');
  });

  it('stops trying when it is disposed', () => {
    const { clock, written, writer } = setup();
    writer.push(attempt(0));

    writer.dispose();
    clock.advance(5000);

    expect([written, clock.timerCount]).toEqual([[], 0]);
  });
});
