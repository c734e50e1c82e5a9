/** Entry of the app: when it starts, when it ends, and what is set before Electron is ready. */
import { app, Menu, nativeTheme, protocol } from 'electron';
import { join } from 'node:path';
import { registerAppScheme } from './app-protocol.ts';
import { Application } from './application.ts';
import { askOpenExternal } from './dialogs.ts';
import { LogFile } from './log-file.ts';
import { menuTemplate } from './menu.ts';
import { applyContentsPolicy } from './session-policy.ts';

const hasDevTools = !app.isPackaged;
/** The end-to-end tests do not wait as long for an engine that hangs as users may have to. */
const ENGINE_SILENCE_SWITCH = 'engine-silence-max-ms';
const log = new LogFile({ path: join(app.getPath('userData'), 'logs', 'main.log') });
let application: Application | null = null;
let ending: Promise<void> | null = null;
let isAskedForAgain = false;

process.on('uncaughtException', (error) => log.error(error));
process.on('unhandledRejection', (reason) => log.error(reason));

if (app.requestSingleInstanceLock()) main();
else app.quit();

function main(): void {
  registerAppScheme(protocol);
  nativeTheme.themeSource = 'system';
  applyContentsPolicy(app, (url) => {
    const window = application?.window;
    if (window) askOpenExternal(window, url).catch((error: unknown) => log.error(error));
  });
  app.on('second-instance', () => {
    // The window is closed but the run still settles: what was asked for comes after that.
    if (ending !== null) isAskedForAgain = true;
    else application?.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    ending ??= end();
  });
  app.whenReady().then(start).catch(failToStart);
}

async function start(): Promise<void> {
  const menu = menuTemplate({
    isMac: process.platform === 'darwin',
    hasDevTools,
    onCommand: (name) => application?.command(name),
  });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  application = await Application.start(log, { hasDevTools, engineSilenceMaxMs: engineSilenceMaxMs() });
}

/** `undefined` leaves it at its default, as in every packaged app. */
function engineSilenceMaxMs(): number | undefined {
  if (app.isPackaged || !app.commandLine.hasSwitch(ENGINE_SILENCE_SWITCH)) return undefined;
  return Number(app.commandLine.getSwitchValue(ENGINE_SILENCE_SWITCH));
}

async function failToStart(error: unknown): Promise<void> {
  process.stderr.write('Gleaner could not start.\n');
  log.error(error);
  await log.flush();
  app.exit(1);
}

async function end(): Promise<void> {
  try {
    await application?.stop();
  } catch (error) {
    log.error(error);
    await log.flush();
  }
  if (isAskedForAgain) app.relaunch();
  // Not quit(): that would ask `will-quit` again.
  app.exit(0);
}
