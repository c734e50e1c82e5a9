/** The command line's entry: wires the real process to the commands and sets the exit status. */
import { performance } from 'node:perf_hooks';
import { createEngine } from '../engine/engine.ts';
import { ExitStatus } from './exit-status.ts';
import { Interrupt } from './interrupt.ts';
import { Output } from './output.ts';
import { hostsPathOf } from './hosts-path.ts';
import { runCommandLine } from './run-command.ts';

export async function main(argv: readonly string[]): Promise<void> {
  const stdout = new Output(process.stdout);
  const stderr = new Output(process.stderr);
  const interrupt = new Interrupt(process, (status) => process.exit(status));
  const isNpmScript = process.env['npm_lifecycle_event'] === 'gleaner';

  let status: number = await runCommandLine(argv, {
    createEngine,
    stdout,
    stderr,
    interrupt: interrupt.signal,
    crashed: crashOf(process),
    nowMs: () => performance.now(),
    // npm changes to the project's folder; the paths were typed in another one.
    folder: (isNpmScript ? process.env['INIT_CWD'] : undefined) ?? process.cwd(),
    program: isNpmScript ? 'npm run gleaner --' : 'gleaner',
    isUnicode: isUnicodeTerminal(process.env),
    hostsPath: hostsPathOf(process.env),
    demoShopUrl: new URL('./demo-shop.js', import.meta.url),
  });
  interrupt.dispose();
  if (stdout.failure !== null) {
    stderr.write(`gleaner: cannot write to standard output: ${stdout.failure.message}\n`);
    if (status === ExitStatus.Ok || status === ExitStatus.FailedRows) status = ExitStatus.Error;
  }
  await Promise.all([stdout.flush(), stderr.flush()]);
  // What is still open (a keep-alive connection, standard input) is of no more use.
  process.exit(status);
}

/** Rejects with whatever nobody caught: a fault of ours, or a run file that breaks under us. */
function crashOf(source: NodeJS.Process): Promise<never> {
  return new Promise((_, reject) => {
    source.on('uncaughtException', reject);
    source.on('unhandledRejection', reject);
  });
}

function isUnicodeTerminal(env: NodeJS.ProcessEnv): boolean {
  if (env['TERM'] === 'dumb') return false;
  if (process.platform === 'win32') return true;
  return /utf-?8/iu.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
}
