import { describe, expect, it } from 'vitest';
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { FailureAlarms } from './failure-alarms.ts';

const SHOP = 'https://shop.example';
const OTHER = 'https://other.example';
const OPTIONS = { isOn: true, failedRatio: 0.8, hostAnswers: 10, runAnswers: 40 };

function setup(changes: Partial<typeof OPTIONS> = {}) {
  const alarms = new FailureAlarms(() => ({ ...OPTIONS, ...changes }));
  /** The alarms that `count` answers raise in a row. */
  const feed = (origin: string, code: OutcomeCode, count: number) =>
    Array.from({ length: count }, () => alarms.add(origin, code));
  return { alarms, feed };
}

describe('FailureAlarms', () => {
  it('tells a host at which failures took over, with the most frequent cause', () => {
    const { feed } = setup();
    feed(SHOP, 'timeout.total', 1);
    feed(SHOP, 'ok', 2);
    feed(SHOP, 'http.forbidden', 6);

    const last = feed(SHOP, 'http.forbidden', 1).at(-1);

    expect(last?.host).toEqual({ code: 'http.forbidden', failedAnswers: 8, answers: 10 });
  });

  it('needs as many answers as it looks at: a handful of refusals is no trend', () => {
    const { feed } = setup();

    expect(feed(SHOP, 'connect.refused', 9).filter(({ host }) => host !== null)).toEqual([]);
  });

  it('does not hold a list full of dead pages against the host', () => {
    const { feed } = setup();

    const raised = (['http.not_found', 'dns.not_found', 'body.too_large'] as const).flatMap((code) =>
      feed(SHOP, code, 50),
    );

    expect(raised.filter(({ host, run }) => host !== null || run !== null)).toEqual([]);
  });

  it('leaves a host alone that asked for a pause and gets it', () => {
    const { feed } = setup();

    expect(feed(SHOP, 'http.rate_limited', 100).filter(({ host }) => host !== null)).toEqual([]);
  });

  it('tells when failures take over in the run though no host has many', () => {
    const { alarms } = setup();

    const raised = Array.from({ length: 40 }, (_, index) =>
      alarms.add(`https://host-${index}.example`, 'connect.timeout'),
    );

    expect(raised.at(-1)).toEqual({
      host: null,
      run: { code: 'connect.timeout', failedAnswers: 40, answers: 40 },
    });
    expect(raised.slice(0, -1).some(({ run }) => run !== null)).toBe(false);
  });

  it('starts counting again when the user goes on', () => {
    const { alarms, feed } = setup();
    feed(SHOP, 'http.forbidden', 10);

    alarms.clearHost(SHOP);

    expect(feed(SHOP, 'http.forbidden', 9).some(({ host }) => host !== null)).toBe(false);
    expect(feed(SHOP, 'http.forbidden', 1)[0]?.host).not.toBeNull();
  });

  it('never speaks of a host again that the user has exempted, and still of others', () => {
    const { alarms, feed } = setup();
    alarms.exempt(SHOP);

    expect(feed(SHOP, 'http.forbidden', 30).some(({ host }) => host !== null)).toBe(false);
    expect(feed(OTHER, 'http.forbidden', 10).at(-1)?.host).not.toBeNull();
  });

  it('says nothing when it is off', () => {
    const { feed } = setup({ isOn: false });

    expect(feed(SHOP, 'http.forbidden', 100).some(({ host, run }) => host !== null || run !== null)).toBe(
      false,
    );
  });

  it('is never raised by a good answer', () => {
    const { feed } = setup({ failedRatio: 0.5 });
    feed(SHOP, 'http.forbidden', 9);

    expect(feed(SHOP, 'ok', 1)[0]?.host).toBeNull();
  });
});
