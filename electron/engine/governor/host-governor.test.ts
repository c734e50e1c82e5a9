import { describe, expect, it } from 'vitest';
import type { HostAnswer } from './governor.ts';
import { HostGovernor, type BorneLimits } from './host-governor.ts';
import * as rule from './rules.ts';

const LATENCY_MS = 100;

/** Asks as fast as the governor allows; `answer` says what the host answers to each request. */
function drive(
  governor: HostGovernor,
  {
    fromMs = 0,
    forMs,
    answer,
  }: { fromMs?: number; forMs: number; answer: (startMs: number, inFlight: number) => Partial<HostAnswer> },
): { asked: number[]; endMs: number; parkedMs: number } {
  const asked: number[] = [];
  const pending: { readonly doneMs: number; readonly startedMs: number; readonly inFlight: number }[] = [];
  let parkedUntilMs = fromMs;
  let nextMs = fromMs;
  let parkedMs = 0;
  let nowMs = fromMs;
  while (nowMs < fromMs + forMs) {
    const done = pending.filter(({ doneMs }) => doneMs <= nowMs);
    for (const one of done) {
      pending.splice(pending.indexOf(one), 1);
      const parkMs = governor.answered(
        {
          kind: 'good',
          startedMs: one.startedMs,
          inFlight: one.inFlight,
          firstByteMs: LATENCY_MS,
          retryAfterMs: null,
          quota: null,
          ...answer(one.startedMs, one.inFlight),
        },
        nowMs,
      );
      parkedMs += parkMs;
      parkedUntilMs = Math.max(parkedUntilMs, nowMs + parkMs);
    }
    if (nowMs >= Math.max(parkedUntilMs, nextMs)) {
      if (pending.length < governor.inFlightMax) {
        governor.started(nowMs);
        asked.push(nowMs);
        pending.push({ doneMs: nowMs + LATENCY_MS, startedMs: nowMs, inFlight: pending.length + 1 });
        nextMs = nowMs + 1000 / governor.ratePerSec(nowMs);
      } else governor.wasFull();
    }
    nowMs += 5;
  }
  return { asked, endMs: nowMs, parkedMs };
}

const healthy = (): Partial<HostAnswer> => ({});
const refusing = (): Partial<HostAnswer> => ({ kind: 'refused' });
const slow = (): Partial<HostAnswer> => ({ firstByteMs: LATENCY_MS * 3 });
const sixAtOnce = (_: number, inFlight: number): Partial<HostAnswer> =>
  inFlight > 6 ? { kind: 'refused' } : {};
const failing = (): Partial<HostAnswer> => ({ kind: 'bad', firstByteMs: null });

function create(borne: BorneLimits | null = null): HostGovernor {
  return new HostGovernor(0, () => 0.5, borne);
}

/** Good for `forMs`, from time 0. */
function warm(forMs = 10_000): { governor: HostGovernor; nowMs: number; ratePerSec: number } {
  const governor = create();
  const { endMs } = drive(governor, { forMs, answer: healthy });
  return { governor, nowMs: endMs, ratePerSec: governor.ratePerSec(endMs) };
}

describe('HostGovernor', () => {
  it('starts gently and speeds up while answers stay healthy', () => {
    const governor = create();
    expect([governor.ratePerSec(0), governor.inFlightMax]).toEqual([rule.START_RATE, 1]);

    const first = drive(governor, { forMs: 1000, answer: healthy });
    expect(first.asked.length).toBeLessThanOrEqual(12);
    drive(governor, { fromMs: 1000, forMs: 20_000, answer: healthy });

    expect(governor.ratePerSec(21_000)).toBeGreaterThan(60);
  });

  it('does not speed up when what it allows is not used', () => {
    const governor = create();
    for (let nowMs = 0; nowMs < 60_000; nowMs += 1000) {
      governor.started(nowMs);
      governor.answered(goodAnswer(nowMs), nowMs + LATENCY_MS);
    }

    expect(governor.ratePerSec(60_000)).toBe(rule.START_RATE);
  });

  it.each(['refused', 'bad', 'forbidden'] as const)(
    'is never made faster by an answer that is %s',
    (kind) => {
      const { governor, nowMs } = warm();
      for (let index = 0; index < 40; index++) {
        const before = governor.ratePerSec(nowMs + index * 10);
        governor.answered(
          { ...goodAnswer(nowMs + index * 10 - 20), kind, firstByteMs: kind === 'bad' ? null : LATENCY_MS },
          nowMs + index * 10,
        );
        expect(governor.ratePerSec(nowMs + index * 10)).toBeLessThanOrEqual(before);
      }
    },
  );

  it('slows down once for all refusals of one moment, waits, and asks with one request first', () => {
    const { governor, nowMs, ratePerSec } = warm();

    const parkMs = [0, 10, 20].map((delayMs) =>
      governor.answered({ ...goodAnswer(nowMs - 50), kind: 'refused' }, nowMs + delayMs),
    );

    expect(parkMs).toEqual([875, 0, 0]);
    expect(governor.ratePerSec(nowMs + 20)).toBeGreaterThan(ratePerSec * 0.5);
    expect(governor.ratePerSec(nowMs + 20)).toBeLessThan(ratePerSec);
    expect(governor.inFlightMax).toBe(1);
    governor.started(nowMs + 900);
    governor.answered(goodAnswer(nowMs + 900), nowMs + 1000);
    expect(governor.inFlightMax).toBeGreaterThan(1);
  });

  it('waits as long as the host says, however long, and longer each time it says nothing', () => {
    const { governor, nowMs } = warm();
    const dayMs = 86_400_000;
    let atMs = nowMs;
    const waits = [dayMs, null, null, null].map((retryAfterMs) => {
      const parkMs = governor.answered({ ...goodAnswer(atMs), kind: 'refused', retryAfterMs }, atMs);
      atMs += parkMs + 1;
      return parkMs;
    });

    expect(waits[0]).toBe(dayMs);
    expect(waits[2]).toBeGreaterThan(waits[1]! * 1.5);
    expect(waits[3]).toBeGreaterThan(waits[2]! * 1.5);
  });

  it.each([
    { perSec: 20, burst: 20 },
    { perSec: 20, burst: 200 },
    { perSec: 5, burst: 1 },
    { perSec: 60, burst: 60 },
  ])('finds a limit of $perSec/s with a burst of $burst, and keeps just below it', ({ perSec, burst }) => {
    const governor = create();
    let tokens = burst;
    let atMs = 0;
    let refused = 0;
    const answer = (startMs: number): Partial<HostAnswer> => {
      tokens = Math.min(burst, tokens + ((startMs - atMs) * perSec) / 1000);
      atMs = startMs;
      if (tokens >= 1) {
        tokens--;
        return {};
      }
      refused++;
      return { kind: 'refused' };
    };
    drive(governor, { forMs: 180_000, answer });
    const settled = refused;

    const { asked } = drive(governor, { fromMs: 180_000, forMs: 120_000, answer });

    expect(settled).toBeLessThan(30);
    expect(refused - settled).toBeLessThanOrEqual(3);
    expect(asked.length / 120 / perSec).toBeGreaterThan(0.8);
    expect(asked.length / 120 / perSec).toBeLessThan(1.02);
  });

  it('finds how many requests at once a host refuses, and leaves its rate alone', () => {
    const governor = create();

    drive(governor, { forMs: 240_000, answer: sixAtOnce });
    const { asked } = drive(governor, { fromMs: 240_000, forMs: 60_000, answer: sixAtOnce });

    // Six at once of 100 ms each are 60 a second.
    expect(asked.length / 60).toBeGreaterThan(48);
    expect(asked.length / 60).toBeLessThanOrEqual(61);
  });

  it('closes the window of a host that gets slower the more it is asked', () => {
    const governor = create();
    let nowMs = 0;
    const workers = 4;
    // Closed loop: latency grows with what is in flight beyond the workers.
    const flights: { doneMs: number; startedMs: number; inFlight: number; latencyMs: number }[] = [];
    let nextMs = 0;
    let most = 0;
    for (; nowMs < 120_000; nowMs += 5) {
      for (const flight of flights.filter(({ doneMs }) => doneMs <= nowMs)) {
        flights.splice(flights.indexOf(flight), 1);
        governor.answered(
          { ...goodAnswer(flight.startedMs), inFlight: flight.inFlight, firstByteMs: flight.latencyMs },
          nowMs,
        );
      }
      if (nowMs < nextMs) continue;
      if (flights.length >= governor.inFlightMax) {
        governor.wasFull();
        continue;
      }
      governor.started(nowMs);
      const latencyMs = LATENCY_MS * Math.max(1, (flights.length + 1) / workers);
      flights.push({ doneMs: nowMs + latencyMs, startedMs: nowMs, inFlight: flights.length + 1, latencyMs });
      if (nowMs > 60_000) most = Math.max(most, flights.length);
      nextMs = nowMs + 1000 / governor.ratePerSec(nowMs);
    }

    expect(most).toBeGreaterThanOrEqual(workers);
    expect(most).toBeLessThanOrEqual(workers * 3);
  });

  it('does not take for its own doing what is slow whatever it does', () => {
    const { governor, nowMs, ratePerSec } = warm(20_000);

    drive(governor, { fromMs: nowMs, forMs: 30_000, answer: slow });

    expect(governor.ratePerSec(nowMs + 30_000)).toBeGreaterThan(ratePerSec * 0.9);
  });

  it('slows down when failures grow, but not for those that are usual of the host', () => {
    const { governor, nowMs, ratePerSec } = warm();
    let count = 0;
    drive(governor, { fromMs: nowMs, forMs: 10_000, answer: () => (count++ % 3 === 0 ? failing() : {}) });
    expect(governor.ratePerSec(nowMs + 10_000)).toBeLessThan(ratePerSec * 0.9);

    const usual = create();
    const oneInTwelve = (): Partial<HostAnswer> => (count++ % 12 === 0 ? failing() : {});
    drive(usual, { forMs: 60_000, answer: oneInTwelve });

    expect(usual.ceilingPerSec).toBeNull();
  });

  it('leaves a host alone at which everything fails at once, longer each time, and says when that is hopeless', () => {
    const { governor, nowMs } = warm();

    const { asked, parkedMs } = drive(governor, { fromMs: nowMs, forMs: 120_000, answer: failing });

    expect(asked.filter((atMs) => atMs > nowMs + 2000).length).toBeLessThanOrEqual(5);
    expect(parkedMs).toBeGreaterThan(100_000);
    expect(governor.isHopeless).toBe(false);
    drive(governor, { fromMs: nowMs + 120_000, forMs: 3_600_000, answer: failing });
    expect(governor.isHopeless).toBe(true);
    governor.encourage();
    expect(governor.isHopeless).toBe(false);
  });

  it('keeps to what the host says is left, and waits for the next window when nothing is', () => {
    const { governor, nowMs } = warm();

    governor.answered({ ...goodAnswer(nowMs), quota: { remaining: 20, resetMs: 10_000 } }, nowMs);
    expect(governor.ratePerSec(nowMs)).toBeCloseTo(1.9);
    const parkMs = governor.answered({ ...goodAnswer(nowMs), quota: { remaining: 0, resetMs: 7000 } }, nowMs);

    expect(parkMs).toBe(7000);
    expect(governor.ratePerSec(nowMs + 7001)).toBeGreaterThan(10);
  });

  it('starts where the host was in the run before', () => {
    const { governor, nowMs } = warm();
    drive(governor, { fromMs: nowMs, forMs: 200, answer: refusing });
    const borne = governor.borne();

    expect(borne?.isCeiling).toBe(true);
    const next = create(borne);
    expect(next.ratePerSec(0)).toBeCloseTo(borne!.ratePerSec * rule.RETURN_SHARE);
    expect(next.ceilingPerSec).toBeCloseTo(governor.ceilingPerSec!);
  });
});

function goodAnswer(startedMs: number): HostAnswer {
  return { kind: 'good', startedMs, inFlight: 1, firstByteMs: LATENCY_MS, retryAfterMs: null, quota: null };
}
