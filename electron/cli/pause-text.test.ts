import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../shared/outcome-codes.ts';
import { PausedHostNotices, pauseOf, pauseText } from './pause-text.ts';
import { batchOf, blockedHost, pausedHostOf, totalsOf } from './testing/fake-engine.ts';

describe('pauseText', () => {
  it('says how many failed and with what, and what would help', () => {
    const reason = { code: 'http.server_error', failedAnswers: 812, answers: 1000 } as const;

    const text = pauseText({ reason, hosts: [], hostCount: 0 });

    expect(text).toBe(
      'gleaner: The run paused itself: 812 of the last 1,000 answers failed, most often with ' +
        `http.server_error (${OUTCOMES['http.server_error'].cause}).\n  ${OUTCOMES['http.server_error'].advice}\n`,
    );
  });

  it('names every host it knows of, counts the others, and disarms what they sent', () => {
    const text = pauseText({ reason: null, hosts: [pausedHostOf(), blockedHost], hostCount: 23 });

    expect(text).toContain('https://shop.example: 160 of its last 200 answers failed');
    expect(text).toContain('"Are you a \u{fffd}[2Jrobot?" https://shop.example/7');
    expect(text).toContain('6 rows wait.');
    expect(text).toContain('and 21 more hosts');
    expect(text).not.toContain('\u{1b}');
  });
});

describe('pauseOf', () => {
  it.each(['running', 'pausing', 'stopping', 'stopped', 'finished'] as const)(
    'is nothing in a run that is %s',
    (state) => {
      expect(
        pauseOf(batchOf(totalsOf(), { state, pausedHosts: [pausedHostOf()], pausedHostCount: 1 })),
      ).toBeNull();
    },
  );
});

describe('PausedHostNotices', () => {
  const totals = totalsOf({ ok: 0, pending: 10 });
  const running = (...pausedHosts: ReturnType<typeof pausedHostOf>[]) =>
    batchOf(totals, { pausedHosts, pausedHostCount: pausedHosts.length });

  it('tells of each host once while others go on', () => {
    const notices = new PausedHostNotices();
    const other = pausedHostOf({ origin: 'https://other.example', pendingRows: 1 });

    const told = [
      running(pausedHostOf()),
      running(pausedHostOf(), other),
      running(pausedHostOf(), other),
    ].map((batch) => notices.progressed(batch).map(({ message }) => message.split(' ')[0]));

    expect(told).toEqual([['https://shop.example'], ['https://other.example'], []]);
  });

  it('tells again of a host that was let go on and paused again', () => {
    const notices = new PausedHostNotices();

    notices.progressed(running(pausedHostOf({ sinceMs: 1 })));

    expect(notices.progressed(running(pausedHostOf({ sinceMs: 2 })))).toHaveLength(1);
  });

  it('leaves it to the pause of the run when no other host has rows left', () => {
    const notices = new PausedHostNotices();

    expect(notices.progressed(running(pausedHostOf({ pendingRows: 10 })))).toEqual([]);
  });

  it('tells of block pages of a host that had no row left when they were noticed', () => {
    const notices = new PausedHostNotices();
    const host = { ...blockedHost, pendingRows: 0 };

    const told = notices.progressed(
      batchOf(totalsOf(), { state: 'finished', pausedHosts: [host], pausedHostCount: 1 }),
    );

    expect(told).toMatchObject([{ code: 'host_paused', advice: OUTCOMES['blocked.soft'].advice }]);
  });
});
