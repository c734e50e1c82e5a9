import { describe, expect, it } from 'vitest';
import { HOLD_NOTICE_INTERVAL_MS, HoldNotices } from './hold-notices.ts';
import { batchOf, totalsOf } from './testing/fake-engine.ts';

const hold = { code: 'local.disk_full', message: 'ENOSPC', sinceMs: 0 } as const;

function setup() {
  const clock = { nowMs: 0 };
  return { clock, notices: new HoldNotices(() => clock.nowMs) };
}

const heldAt = (ok: number) => batchOf(totalsOf({ ok, pending: 10 - ok }), { hold });
const goingAt = (ok: number) => batchOf(totalsOf({ ok, pending: 10 - ok }));

describe('HoldNotices', () => {
  it('tells once when it begins, however often the engine says it', () => {
    const { notices } = setup();

    const told = [
      notices.begun(hold.code, hold.message),
      notices.progressed(heldAt(3)),
      notices.progressed(heldAt(3)),
    ];

    expect(told[0]).toMatchObject({ code: 'local.disk_full', message: 'The disk is full: ENOSPC' });
    expect(told.slice(1)).toEqual([null, null]);
  });

  it('tells of a hold that only a batch has', () => {
    const { notices } = setup();

    expect(notices.progressed(heldAt(3))).toMatchObject({ code: 'local.disk_full' });
  });

  it('tells once when rows are settled again, and how long it took', () => {
    const { clock, notices } = setup();
    notices.begun(hold.code, hold.message);
    notices.progressed(heldAt(3));

    clock.nowMs = 12_000;
    const told = [goingAt(4), goingAt(5)].map((batch) => notices.progressed(batch));

    expect(told).toEqual([{ code: 'goes_on', message: 'The run goes on after 12 s.', advice: '' }, null]);
  });

  it('does not call it over while the engine only tries again', () => {
    const { notices } = setup();
    notices.begun(hold.code, hold.message);

    const told = [heldAt(3), goingAt(3), heldAt(3), goingAt(3)].map((batch) => notices.progressed(batch));

    expect(told).toEqual([null, null, null, null]);
  });

  it('counts rows that were under way when it began to the time before it', () => {
    const { notices } = setup();
    notices.begun(hold.code, hold.message);

    const told = [heldAt(3), heldAt(5), goingAt(5)].map((batch) => notices.progressed(batch));

    expect(told).toEqual([null, null, null]);
  });

  it('tells of one that comes and goes again and again only after an interval', () => {
    const { clock, notices } = setup();

    let begun = 0;
    for (let ok = 0; ok < 10; ok += 1) {
      clock.nowMs = (ok * HOLD_NOTICE_INTERVAL_MS) / 5;
      if (notices.begun(hold.code, hold.message) !== null) begun += 1;
      notices.progressed(heldAt(ok));
      notices.progressed(goingAt(ok + 1));
    }

    expect(begun).toBe(2);
  });
});
