import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { EngineClient } from './engine-host.ts';
import { followPower } from './power-events.ts';

function setup({ hasRun = true, fails = null as Error | null } = {}) {
  const powerMonitor = new EventEmitter();
  const request = vi.fn(async () => {
    if (fails !== null) throw fails;
    return null;
  });
  const engine = { request } as unknown as EngineClient; // only sleep and wake are sent
  const report = vi.fn();
  followPower({ powerMonitor, engine, hasRun: () => hasRun, report });
  return { powerMonitor, request, report };
}

it('tells the engine before the computer sleeps and when it is awake again', () => {
  const { powerMonitor, request } = setup();

  powerMonitor.emit('suspend');
  powerMonitor.emit('resume');

  expect(request.mock.calls).toEqual([
    ['run.sleep', {}],
    ['run.wake', {}],
  ]);
});

it('says nothing to an engine without a run', () => {
  const { powerMonitor, request } = setup({ hasRun: false });

  powerMonitor.emit('suspend');

  expect(request).not.toHaveBeenCalled();
});

it.each([
  [new AppError(ErrorCode.EngineGone, 'gone'), 0],
  [new AppError(ErrorCode.WrongState, 'closed meanwhile'), 0],
  [new Error('a fault of ours'), 1],
])('reports only what should not happen: %s', async (fails, reports) => {
  const { powerMonitor, report } = setup({ fails });

  powerMonitor.emit('suspend');
  await vi.waitFor(() => expect(report).toHaveBeenCalledTimes(reports));
});
