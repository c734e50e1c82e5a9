/** The command line as a process that a test ends at a moment of its choice. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const LAUNCHER = join(import.meta.dirname, '..', '..', 'electron', 'cli', 'launch.cjs');

/** A test that fails or runs out of time must not leave a process behind. */
const running = new Set<ChildProcess>();

export function killAllVictims(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** One line of `--json`. */
export type ToldLine = Readonly<Record<string, unknown>> & { readonly type: string };

export interface VictimEnd {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

export class Victim {
  readonly lines: ToldLine[] = [];
  /** Resolves when it has ended and all that it wrote has been read. */
  readonly ended: Promise<VictimEnd>;
  readonly #child: ChildProcess;
  readonly #onLine = new Set<() => void>();

  constructor(folder: string, args: readonly string[]) {
    // No test may read or change what the user's own runs have learnt.
    const env: NodeJS.ProcessEnv = { ...process.env, GLEANER_HOSTS_FILE: join(folder, 'hosts.json') };
    // Tests may run inside an npm script of any name.
    delete env['npm_lifecycle_event'];
    // In a group of its own, so that the group can be killed without the test.
    const child = spawn(process.execPath, [LAUNCHER, ...args, '--json'], {
      cwd: folder,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    running.add(child);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    createInterface({ input: child.stdout }).on('line', (line) => this.#told(line));
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status, signal) => {
        running.delete(child);
        resolve({ status, signal, stderr });
      });
    });
  }

  /** Rows that it has said are settled. */
  get shownSettled(): number {
    const counts = this.lines.map(({ ok = 0, failed = 0 }) => Number(ok) + Number(failed));
    return Math.max(0, ...counts);
  }

  /** Resolves when it has told `count` lines. */
  hasTold(count: number): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.lines.length < count) return;
        this.#onLine.delete(check);
        resolve();
      };
      this.#onLine.add(check);
      check();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** As the system does when a terminal or a container goes away. */
  signalGroup(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.#child.pid ?? 0), signal);
    } catch {
      // It has ended by itself meanwhile.
    }
  }

  #told(line: string): void {
    try {
      // What it tells is an object with a type.
      this.lines.push(JSON.parse(line) as ToldLine);
    } catch {
      // The kill came in the middle of the line.
    }
    for (const listener of this.#onLine) listener();
  }
}
