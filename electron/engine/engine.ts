/**
 * The engine behind its contract: one open run at a time, its imports, views and exports.
 * The command line calls it in its own process; the window reaches it over the engine port.
 */
import type { EngineEventName, EngineEvents, EngineHandlers } from '../../shared/ipc/engine-api.ts';

export interface EngineOptions {
  readonly emit: <Name extends EngineEventName>(name: Name, payload: EngineEvents[Name]) => void;
}

export interface Engine {
  readonly handlers: EngineHandlers;
  /** Settles what it can, gives the rest back, closes the run file. */
  dispose(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  void options;
  throw new Error('Built in the next commits.');
}
