import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { PhaseRecord } from './phase-record.ts';

const ATTEMPTS = 10_000;

function record() {
  const clock = new VirtualClock();
  let reads = 0;
  const phases = new PhaseRecord({
    clock,
    file: {
      readPhaseTimes: (after, limit) => {
        reads += 1;
        return {
          lastId: after + limit,
          rows: Array.from({ length: limit }, () => [1, null, 2, null, 3, 4, 10]),
        };
      },
    },
    lastEarlierId: ATTEMPTS,
    onRead: () => undefined,
  });
  return { clock, phases, reads: () => reads };
}

/** Lets promises and timers come to their end. */
async function goOn(clock: VirtualClock): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
    clock.advance(1);
  }
}

describe('the times of earlier sessions', () => {
  it('are read a page at a time until all are there', async () => {
    const { clock, phases, reads } = record();
    await goOn(clock);
    expect(phases.summary().total?.count).toBe(ATTEMPTS);
    expect(reads()).toBe(3);
  });

  it('wait while something else is going on, and are read when all of it is done', async () => {
    const { clock, phases, reads } = record();
    let endOne!: () => void;
    let failTwo!: (error: Error) => void;
    phases.waitFor(new Promise<void>((resolve) => (endOne = resolve)));
    phases.waitFor(new Promise<void>((_resolve, reject) => (failTwo = reject)));
    await goOn(clock);
    endOne();
    await goOn(clock);
    expect(reads()).toBe(0);

    failTwo(new Error('no room'));
    await goOn(clock);

    expect(phases.summary().total?.count).toBe(ATTEMPTS);
  });

  it('are not read any more once the file is closed', async () => {
    const { clock, phases, reads } = record();
    let end!: () => void;
    phases.waitFor(new Promise<void>((resolve) => (end = resolve)));
    phases.dispose();
    end();
    await goOn(clock);
    expect(reads()).toBe(0);
  });
});
