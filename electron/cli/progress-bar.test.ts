import { describe, expect, it } from 'vitest';
import { ProgressBar, PLAIN_INTERVAL_MS, REDRAW_INTERVAL_MS } from './progress-bar.ts';
import { FakeSink } from './testing/fake-context.ts';
import { batchOf, totalsOf } from './testing/fake-engine.ts';

function setup(isTerminal: boolean) {
  const stderr = new FakeSink();
  stderr.isTerminal = isTerminal;
  const clock = { nowMs: 0 };
  const bar = new ProgressBar({
    stderr,
    nowMs: () => clock.nowMs,
    isUnicode: true,
    style: { program: 'gleaner', folder: '/lists' },
  });
  return { stderr, clock, bar };
}

const batch = batchOf(totalsOf({ ok: 5, pending: 5 }));

describe('ProgressBar', () => {
  it('redraws one line in place, at most ten times a second', () => {
    const { stderr, clock, bar } = setup(true);

    for (let ms = 0; ms < 1000; ms += 10) {
      clock.nowMs = ms;
      bar.progress(batch);
    }

    expect(stderr.text.split('\r')).toHaveLength(1 + 1000 / REDRAW_INTERVAL_MS);
    expect(stderr.text).not.toContain('\n');
  });

  it('writes plain lines every few seconds where nobody could see a line redrawn', () => {
    const { stderr, clock, bar } = setup(false);

    for (let ms = 0; ms <= 12_000; ms += 66) {
      clock.nowMs = ms;
      bar.progress(batch);
    }

    const lines = stderr.text.trimEnd().split('\n');
    expect(lines).toHaveLength(Math.floor(12_000 / PLAIN_INTERVAL_MS));
    expect(lines[0]).toBe('5 of 10 rows (50%), 0 failed, 100/s, 0:01 left');
    for (const drawn of ['\r', '█', '\u{1b}']) expect(stderr.text).not.toContain(drawn);
  });

  it('clears the line before a message takes its place', () => {
    const { stderr, bar } = setup(true);
    bar.progress(batch);
    stderr.text = '';

    bar.notice({ code: 'local.offline', message: 'Offline.', advice: '' });

    expect(stderr.text).toBe('\r\u{1b}[Kgleaner: Offline.\n');
  });
});
