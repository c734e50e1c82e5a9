import { describe, expect, it } from 'vitest';
import { JsonOutput } from './json-output.ts';
import { FakeSink } from './testing/fake-context.ts';
import { batchOf, blockedHost, totalsOf } from './testing/fake-engine.ts';

function setup() {
  const stdout = new FakeSink();
  const stderr = new FakeSink();
  const clock = { nowMs: 0 };
  const output = new JsonOutput({ stdout, stderr, nowMs: () => clock.nowMs, program: 'gleaner' });
  return { stdout, stderr, clock, output };
}

const totals = totalsOf({ ok: 7, failed: 1, pending: 2, inFlight: 2, failures: { 'http.not_found': 1 } });

describe('JsonOutput', () => {
  it('ends a run with exactly the documented fields', () => {
    const { stdout, output } = setup();

    output.finished({
      totals,
      elapsedMs: 1234.6,
      settledRows: 8,
      isInterrupted: false,
      pause: null,
      phases: null,
      runPath: '/a.gleaner',
      exported: [],
      next: [],
    });

    expect(stdout.text).toBe(
      '{"type":"finished","elapsedMs":1235,"lines":10,"rows":10,"merged":0,"rejected":0,"ok":7,"failed":1,' +
        '"skipped":0,"pending":2,"bytes":300000,"failures":{"http.not_found":1}}\n',
    );
  });

  it('gives progress the same totals with what is in flight and the rate', () => {
    const { stdout, output } = setup();

    output.progress(batchOf(totals, { ratePerSec: 99.96 }));

    expect(stdout.jsonLines()).toEqual([
      {
        type: 'progress',
        elapsedMs: 1235,
        lines: 10,
        rows: 10,
        merged: 0,
        rejected: 0,
        ok: 7,
        failed: 1,
        skipped: 0,
        pending: 2,
        bytes: 300_000,
        failures: { 'http.not_found': 1 },
        inFlight: 2,
        ratePerSec: 100,
        etaMs: null,
        etaLowMs: null,
        etaHighMs: null,
        lastHost: null,
        advice: null,
      },
    ]);
  });

  it('says in progress what holds the run', () => {
    const { stdout, output } = setup();
    const hold = { code: 'local.offline', message: 'no route', sinceMs: 5 } as const;

    output.progress(batchOf(totals, { hold }));

    expect(stdout.jsonLines()).toMatchObject([{ type: 'progress', hold }]);
  });

  it('tells which host paused the run, with the page that it sent', () => {
    const { stdout, stderr, output } = setup();

    output.paused({ reason: null, hosts: [blockedHost], hostCount: 1 });

    expect(stdout.jsonLines()).toEqual([
      {
        type: 'paused',
        cause: 'hosts',
        code: null,
        failedAnswers: null,
        answers: null,
        hosts: [
          {
            origin: 'https://shop.example',
            cause: 'soft_block',
            code: 'blocked.soft',
            failedAnswers: 40,
            answers: 50,
            pendingRows: 6,
            sample: blockedHost.sample,
          },
        ],
        hostCount: 1,
      },
    ]);
    expect(stderr.text).toContain('The run paused itself');
  });

  it('gives times with as many digits as they have', () => {
    const { stdout, output } = setup();

    output.times({
      phases: { firstByte: { count: 3, p50Ms: 2.110236797, p95Ms: 17.19, p99Ms: 0.04 } },
      hosts: [],
    });

    expect(stdout.jsonLines()).toEqual([
      { type: 'phases', phases: { firstByte: { count: 3, p50Ms: 2.1, p95Ms: 17.2, p99Ms: 0 } }, hosts: [] },
    ]);
  });

  it('writes at most two progress lines a second however often progress is told', () => {
    const { stdout, clock, output } = setup();

    for (clock.nowMs = 0; clock.nowMs < 3000; clock.nowMs += 10) output.progress(batchOf(totals));

    expect(stdout.jsonLines()).toHaveLength(6);
  });

  it('keeps a text with line breaks on one line', () => {
    const { stdout, output } = setup();

    output.failed({ code: 'INTERNAL', message: 'two\nlines', advice: '' });

    expect(stdout.text.trimEnd().split('\n')).toHaveLength(1);
  });
});
