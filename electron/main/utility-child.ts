/** Starts one of our own scripts as an Electron utility process. */
import type { UtilityProcess, utilityProcess } from 'electron';
import type { ChildProcess } from './child-process.ts';
import { OutputLines } from './output-lines.ts';

export interface UtilityChildOptions {
  readonly fork: (typeof utilityProcess)['fork'];
  readonly script: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Switches of the process itself, such as V8's. Those of main are not inherited. */
  readonly execArgv?: readonly string[];
  /** Shown by the system's process list. */
  readonly serviceName: string;
  /** What the process printed, in whole lines: its failures, since it has no other place to tell them. */
  readonly onOutput: (text: string) => void;
}

export function startUtilityChild(options: UtilityChildOptions): ChildProcess {
  const child: UtilityProcess = options.fork(options.script, [...(options.args ?? [])], {
    serviceName: options.serviceName,
    stdio: 'pipe',
    env: { ...process.env, ...options.env },
    // Not inherited: a debugger that was asked for main would stop the engine as well.
    execArgv: [...(options.execArgv ?? [])],
  });
  for (const stream of [child.stdout, child.stderr]) {
    const lines = new OutputLines(options.onOutput);
    stream?.on('data', (chunk: Buffer) => lines.write(chunk));
    stream?.on('end', () => lines.end());
  }
  // Out of memory, mostly. `exit` follows; without a listener the event would be thrown in main.
  child.on('error', (type, location) => options.onOutput(`${type} ${location}`));
  return {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    send: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => end(child),
  };
}

/** Electron's own `kill` is a SIGTERM, which a process that is stopped never gets. */
function end(child: UtilityProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(child.pid, 'SIGKILL');
  } catch {
    child.kill(); // not ours to signal, or gone by now
  }
}
