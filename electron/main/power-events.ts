/** Tells the engine when this computer goes to sleep and wakes up. */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { EngineClient } from './engine-host.ts';

export interface PowerEventsOptions {
  readonly powerMonitor: { on(event: 'suspend' | 'resume', listener: () => void): unknown };
  readonly engine: EngineClient;
  readonly hasRun: () => boolean;
  readonly report: (error: unknown) => void;
}

export function followPower({ powerMonitor, engine, hasRun, report }: PowerEventsOptions): void {
  const tell = (name: 'run.sleep' | 'run.wake'): void => {
    if (!hasRun()) return;
    engine.request(name, {}).catch((error: unknown) => {
      // A run that was closed or an engine that ended meanwhile has nothing left to put to sleep.
      if (error instanceof AppError && error.code !== ErrorCode.Internal) return;
      report(error);
    });
  };
  powerMonitor.on('suspend', () => tell('run.sleep'));
  powerMonitor.on('resume', () => tell('run.wake'));
}
