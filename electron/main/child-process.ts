/**
 * A process that main started, as far as main knows it: messages, an end, a kill.
 * Without Electron, so that what stands on it is tested with a process of the test's own.
 */
export interface ChildProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also when the process could not be started. */
  onExit(listener: (exitCode: number) => void): void;
  /** Ends it at once, also when it hangs or is stopped; `onExit` follows. */
  kill(): void;
}
