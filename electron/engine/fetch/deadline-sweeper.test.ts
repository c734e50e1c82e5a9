import { describe, expect, it } from 'vitest';
import { SeededRandom } from '../import/seeded-random.ts';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { ASLEEP_MS, DeadlineSweeper, SWEEP_INTERVAL_MS, type Swept } from './deadline-sweeper.ts';

function setup() {
  const clock = new VirtualClock();
  const sweeper = new DeadlineSweeper(clock);
  const ended: number[] = [];
  const add = (deadlineMs: number, then: () => void = () => undefined): Swept => {
    const one: Swept = {
      deadlineMs,
      sweepIndex: -1,
      fallAsleep: () => undefined,
      timeOut: () => {
        ended.push(deadlineMs);
        sweeper.remove(one);
        then();
      },
    };
    sweeper.add(one);
    return one;
  };
  return { clock, sweeper, ended, add };
}

describe('DeadlineSweeper', () => {
  it('ends what is over, never early and at most one interval late', () => {
    const { clock, ended, add } = setup();
    add(100);
    add(200);

    clock.advance(99);
    expect(ended).toEqual([]);
    clock.advance(1 + SWEEP_INTERVAL_MS);
    expect(ended).toEqual([100]);
    clock.advance(100);
    expect(ended).toEqual([100, 200]);
  });

  it('follows a deadline that is moved', () => {
    const { clock, ended, add } = setup();
    const one = { ...add(0), deadlineMs: 0 };
    const moved = add(100);
    Object.assign(moved, { deadlineMs: 500 });

    clock.advance(400);

    expect(ended).toEqual([one.deadlineMs]);
  });

  it('leaves no timer behind when there is nothing to watch', () => {
    const { clock, sweeper, add } = setup();
    const one = add(1000);
    sweeper.remove(one);
    sweeper.remove(one);

    clock.advance(SWEEP_INTERVAL_MS * 2);

    expect(clock.timerCount).toBe(0);
  });

  it('survives ends that add and remove others', () => {
    const { clock, sweeper, ended, add } = setup();
    const others = [add(1000), add(1000), add(1000)];
    add(50, () => {
      for (const other of others) sweeper.remove(other);
      add(120);
    });
    add(50);

    clock.advance(2000);

    expect(ended.toSorted((a, b) => a - b)).toEqual([50, 50, 120]);
    expect(clock.timerCount).toBe(0);
  });

  it('ends each exactly once over thousands of random adds and removes', () => {
    const { clock, sweeper, ended, add } = setup();
    const random = new SeededRandom(11);
    const expected: number[] = [];
    for (let step = 0; step < 5000; step++) {
      const one = add(clock.now() + 1 + random.below(200) + step / 10_000);
      if (random.below(3) === 0) sweeper.remove(one);
      else expected.push(one.deadlineMs);
      if (random.below(4) === 0) clock.advance(random.below(30));
    }

    clock.advance(1000);

    expect(ended.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
  });
});

describe('a sleep of this computer', () => {
  /** A clock that can stand still while the wall clock goes on, and can be late with its timers. */
  class SleepyClock extends VirtualClock {
    wallAheadMs = 0;
    lateMs = 0;

    override now(): number {
      return super.now() + this.lateMs;
    }

    override wallNow(): number {
      return super.wallNow() + this.lateMs + this.wallAheadMs;
    }
  }

  function setUpSleep(deadlineMs: number) {
    const clock = new SleepyClock();
    const told: string[] = [];
    const sweeper = new DeadlineSweeper(clock, () => told.push('asleep'));
    const one: Swept = {
      deadlineMs,
      sweepIndex: -1,
      fallAsleep: () => {
        told.push('ended by sleep');
        sweeper.remove(one);
      },
      timeOut: () => {
        told.push('timed out');
        sweeper.remove(one);
      },
    };
    sweeper.add(one);
    return { clock, told, sweeper, one };
  }

  it.each<[string, (clock: SleepyClock) => void]>([
    ['both clocks went on (a stopped process)', (clock) => (clock.lateMs = ASLEEP_MS + 1)],
    ['only the wall clock went on (a closed lid)', (clock) => (clock.wallAheadMs = ASLEEP_MS + 1)],
  ])('ends all that was under way as such, its owner told first: %s', (_how, sleep) => {
    const { clock, told } = setUpSleep(100);
    sleep(clock);

    clock.advance(SWEEP_INTERVAL_MS);

    expect(told).toEqual(['asleep', 'ended by sleep']);
    expect(clock.timerCount).toBe(0);
  });

  it('is not what a busy loop looks like, nor a wall clock that is set back', () => {
    for (const late of [{ lateMs: ASLEEP_MS - 1 }, { wallAheadMs: -3_600_000 }]) {
      const { clock, told } = setUpSleep(ASLEEP_MS * 2);
      Object.assign(clock, late);

      clock.advance(ASLEEP_MS);

      expect(told).toEqual([]);
    }
  });

  it('spares what is begun after the awakening', () => {
    const { clock, told, sweeper, one } = setUpSleep(100);
    clock.lateMs = ASLEEP_MS + 1;
    clock.advance(SWEEP_INTERVAL_MS);
    const later = {
      ...one,
      deadlineMs: clock.now() + 1000,
      sweepIndex: -1,
      fallAsleep: () => told.push('again'),
    };
    sweeper.add(later);

    clock.advance(500);

    expect(told).toEqual(['asleep', 'ended by sleep']);
  });

  it('lets what has arrived be read before anything is ended by a loop that was held up', () => {
    const { clock, told, sweeper, one } = setUpSleep(100);
    clock.lateMs = 1000;
    // In the turn that the sweeper gives the sockets, the answer is found to have come.
    clock.after(SWEEP_INTERVAL_MS, () => sweeper.remove(one));

    clock.advance(1000);

    expect(told).toEqual([]);
  });
});
