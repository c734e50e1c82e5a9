/** What a command may touch of the world outside. Tests hand in their own. */
import type { Engine, EngineOptions } from '../engine/engine.ts';
import type { TextSink } from './output.ts';

export interface CliContext {
  readonly createEngine: (options: EngineOptions) => Engine;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  /** Aborted by the first Ctrl-C. */
  readonly interrupt: AbortSignal;
  /** Rejects with what nobody caught. */
  readonly crashed: Promise<never>;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Absolute; relative paths of the command line start here. */
  readonly folder: string;
  /** How the user started this program. */
  readonly program: string;
  readonly isUnicode: boolean;
  /** Where what hosts bore is kept; `null` for nowhere. */
  readonly hostsPath: string | null;
  /** The demo shop's program, beside the bundle. */
  readonly demoShopUrl: URL;
}
