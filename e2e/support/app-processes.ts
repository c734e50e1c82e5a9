/** The processes of a started app, and ways to treat them badly. */
import type { ElectronApplication } from '@playwright/test';

const ENGINE_NAME = 'Gleaner engine';

/** @returns `null` while no engine is there. */
export async function enginePid(app: ElectronApplication): Promise<number | null> {
  return app.evaluate(({ app: electron }, name) => {
    const engine = electron.getAppMetrics().find((one) => one.serviceName === name || one.name === name);
    return engine?.pid ?? null;
  }, ENGINE_NAME);
}

/** Sends a signal to the engine, without a chance to do anything about it. @returns Its process id. */
export async function signalEngine(app: ElectronApplication, signal: 'SIGKILL' | 'SIGSTOP'): Promise<number> {
  const pid = await runningEngine(app);
  process.kill(pid, signal);
  return pid;
}

/** @throws Error While no engine is there. */
export async function runningEngine(app: ElectronApplication): Promise<number> {
  const pid = await enginePid(app);
  if (pid === null) throw new Error('There is no engine.');
  return pid;
}

/** Kills main alone, or main and everything it started, and waits for its end. */
export async function killApp(app: ElectronApplication, what: 'main' | 'group'): Promise<void> {
  const main = app.process();
  if (main.pid === undefined) throw new Error('The app has no process.');
  const ended = new Promise((done) => main.once('exit', done));
  // Playwright starts the app as the leader of a process group of its own.
  process.kill(what === 'group' ? -main.pid : main.pid, 'SIGKILL');
  await ended;
}
