/** Runs the built command line as its users do: as a process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LAUNCHER = fileURLToPath(new URL('../launch.cjs', import.meta.url));

/** A test that fails or runs out of time must not leave a process behind. */
const running = new Set<ChildProcess>();

export function killRunningClis(): void {
  for (const child of running) child.kill('SIGKILL');
}

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly result: Promise<CliResult>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when standard error holds `text`. */
  hasSaid(text: string): Promise<void>;
  /** As `| head` does: the reader goes away. */
  closeStandardOutput(): void;
}

export function startCli(folder: string, args: readonly string[], input = ''): CliProcess {
  // No test may read or change what the user's own runs have learnt.
  const env: NodeJS.ProcessEnv = { ...process.env, GLEANER_HOSTS_FILE: join(folder, 'hosts.json') };
  // Tests may run inside an npm script of any name.
  delete env['npm_lifecycle_event'];
  const child = spawn(process.execPath, [LAUNCHER, ...args], { cwd: folder, env });
  running.add(child);
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const listener of listeners) listener();
  });
  child.stdin.on('error', () => undefined); // it may end before it has read all of its input
  child.stdin.end(input);
  const result = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      running.delete(child);
      resolve({ status, stdout, stderr });
    });
  });
  return {
    result,
    kill: (signal) => void child.kill(signal),
    hasSaid: (text) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!stderr.includes(text)) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      }),
    closeStandardOutput: () => void child.stdout.destroy(),
  };
}

export function runCli(folder: string, args: readonly string[], input?: string): Promise<CliResult> {
  return startCli(folder, args, input).result;
}

export function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line));
}
