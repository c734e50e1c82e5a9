/** Puts the parts of main together, and takes them apart again in order. */
import {
  app,
  ipcMain,
  powerMonitor,
  powerSaveBlocker,
  session,
  shell,
  utilityProcess,
  type BrowserWindow,
} from 'electron';
import { join } from 'node:path';
import type { ExportChoices, RunDefaults, WindowEvents } from '../../shared/ipc/contract.ts';
import { registerRequests } from '../ipc/register.ts';
import { serveApp } from './app-protocol.ts';
import { DemoShopHost } from './demo-shop-host.ts';
import { createDialogs } from './dialogs.ts';
import { EngineEvents } from './engine-events.ts';
import { EngineHost, type EngineRestart } from './engine-host.ts';
import { EngineWatchdog } from './engine-watchdog.ts';
import { createHandlers } from './handlers/handlers.ts';
import { ListImports } from './handlers/list-imports.ts';
import { adoptOpened } from './handlers/open-run.ts';
import type { MainServices, RecentRuns } from './handlers/services.ts';
import { KeepAwake } from './keep-awake.ts';
import type { LogFile } from './log-file.ts';
import { DEMO_SHOP_SCRIPT, ENGINE_SCRIPT, ICON_FILE, PRELOAD_SCRIPT, RENDERER_FOLDER } from './paths.ts';
import { followPower } from './power-events.ts';
import { forgetRun, rememberRun } from './recent-runs.ts';
import { RunTracker } from './run-tracker.ts';
import { prepareRunsFolder } from './runs-folder.ts';
import { applySessionPolicy } from './session-policy.ts';
import { RecipeStore } from './recipe-store.ts';
import { SettingsStore } from './settings-store.ts';
import { startUtilityChild } from './utility-child.ts';
import { WindowChannel } from './window-channel.ts';
import { createMainWindow, loadPage } from './window.ts';

/** Threads for name lookups and file work; the default of 4 would queue lookups of many hosts. */
const ENGINE_ENV = { UV_THREADPOOL_SIZE: '16' };
/**
 * A leak must end the engine, which is then started again, and not the user's machine.
 * Several times what a million rows need; V8 alone would go up to 4 GB.
 */
const ENGINE_FLAGS = ['--js-flags=--max-old-space-size=1024'];

export interface ApplicationOptions {
  readonly hasDevTools: boolean;
  /** How long an engine with a run may leave main without an answer. */
  readonly engineSilenceMaxMs: number | undefined;
}

export class Application {
  readonly #log: LogFile;
  readonly #settings: SettingsStore;
  readonly #channel: WindowChannel;
  readonly #tracker: RunTracker;
  readonly #engine: EngineHost;
  readonly #events: EngineEvents;
  readonly #keepAwake = new KeepAwake(powerSaveBlocker);
  readonly #watchdog: EngineWatchdog;
  readonly #demoShop: DemoShopHost;
  readonly #services: MainServices;
  readonly #imports: ListImports;
  #window: BrowserWindow | null = null;
  #runsFolder: Promise<string> | null = null;

  /** Call when Electron is ready. */
  static async start(log: LogFile, options: ApplicationOptions): Promise<Application> {
    const channel = new WindowChannel();
    const settings = await SettingsStore.load({
      path: join(app.getPath('userData'), 'settings.json'),
      report: (error) => log.error(error),
      onUnusable: (asidePath) => {
        const advice = `The old file is kept as ${asidePath}. Your run files are not affected.`;
        channel.notify('warning', 'The settings could not be read; Gleaner starts with new ones.', advice);
      },
      onReset: (names) => {
        const what = names.length === 1 ? 'One setting was' : `${names.length} settings were`;
        const advice = `Look at the settings before the next run. It concerns ${names.slice(0, 5).join(', ')}.`;
        channel.notify('warning', `${what} not usable and set back to the default.`, advice);
      },
    });
    const application = new Application(log, settings, channel, options.engineSilenceMaxMs);
    application.#open(options.hasDevTools);
    return application;
  }

  private constructor(
    log: LogFile,
    settings: SettingsStore,
    channel: WindowChannel,
    engineSilenceMaxMs: number | undefined,
  ) {
    this.#log = log;
    this.#settings = settings;
    this.#channel = channel;
    this.#tracker = new RunTracker({
      onChanged: (run) => {
        if (run.state !== 'running') this.#keepAwake.release();
        channel.send('run.changed', run);
      },
      onRemember: (run) => {
        const remember = (recentRuns: readonly (typeof run)[]) => [...rememberRun(recentRuns, run)];
        void settings.update((old) => ({ ...old, recentRuns: remember(old.recentRuns) }));
      },
    });
    this.#engine = new EngineHost({
      fork: () =>
        startUtilityChild({
          fork: utilityProcess.fork,
          script: ENGINE_SCRIPT,
          env: { ...ENGINE_ENV, GLEANER_HOSTS_FILE: join(app.getPath('userData'), 'hosts.json') },
          execArgv: ENGINE_FLAGS,
          serviceName: 'Gleaner engine',
          onOutput: (text) => log.output('engine', text),
        }),
      onEvent: (message) => {
        this.#events.receive(message);
        if (message.event === 'run.progress') this.#keepAwake.progressed(message.payload);
      },
      openRun: () => {
        const { run, isGoing } = this.#tracker;
        return run === null ? null : { path: run.path, isGoing };
      },
      onEnded: () => this.#engineEnded(),
      onRestarted: (restart) => this.#engineRestarted(restart),
      onGivenUp: () => this.#engineGivenUp(),
      report: (error) => log.error(error),
    });
    this.#events = new EngineEvents({ tracker: this.#tracker, channel, engine: () => this.#engine });
    this.#watchdog = new EngineWatchdog({
      ping: () => this.#engine.request('engine.ping', {}),
      isWatching: () => this.#tracker.run !== null && !this.#engine.isReopening,
      onSilent: () => this.#engine.endSilent(),
      silenceMaxMs: engineSilenceMaxMs,
    });
    followPower({
      powerMonitor,
      engine: this.#engine,
      hasRun: () => this.#tracker.run !== null,
      report: (error) => log.error(error),
    });
    this.#demoShop = new DemoShopHost({
      fork: (args) =>
        startUtilityChild({
          fork: utilityProcess.fork,
          script: DEMO_SHOP_SCRIPT,
          args,
          serviceName: 'Gleaner demo shop',
          onOutput: (text) => log.output('demo shop', text),
        }),
    });
    this.#services = {
      engine: this.#engine,
      tracker: this.#tracker,
      recent: this.#recentRuns(),
      runDefaults: {
        get: () => settings.get().runDefaults,
        set: (runDefaults: RunDefaults) => void settings.update((old) => ({ ...old, runDefaults })),
      },
      exportChoices: {
        get: () => settings.get().exportChoices,
        set: (exportChoices: ExportChoices) => void settings.update((old) => ({ ...old, exportChoices })),
      },
      channel,
      recipes: new RecipeStore(join(app.getPath('userData'), 'recipes')),
      dialogs: createDialogs(() => this.#requireWindow()),
      demoShop: this.#demoShop,
      runsFolder: () => this.#prepareRunsFolder(),
      revealFile: (path: string) => shell.showItemInFolder(path),
      version: app.getVersion(),
    };
    this.#imports = new ListImports(this.#services);
    registerRequests({
      ipcMain,
      handlers: createHandlers(this.#services, this.#imports),
      window: () => this.#window?.webContents ?? null,
      report: (error) => log.error(error),
    });
  }

  get window(): BrowserWindow | null {
    return this.#window;
  }

  command(name: WindowEvents['command']['name']): void {
    this.#channel.send('command', { name });
  }

  focus(): void {
    if (this.#window?.isMinimized() === true) this.#window.restore();
    this.#window?.focus();
  }

  /**
   * Lets a run that is going settle what it can; what is left is pending and can be
   * resumed. Takes at most as long as the engine may take to end. Never rejects.
   */
  async stop(): Promise<void> {
    this.#watchdog.stop();
    await this.#imports.discardSpools();
    await this.#engine.shutdown();
    // After the engine: else what is in flight from it would fail instead of being settled or given back.
    this.#demoShop.stop();
    this.#tracker.interrupted();
    this.#keepAwake.release();
    this.#tracker.remember();
    await this.#settings.flush();
    await this.#log.flush();
  }

  #open(hasDevTools: boolean): void {
    const report = (error: unknown) => this.#log.error(error);
    applySessionPolicy(session.defaultSession, hasDevTools);
    serveApp(session.defaultSession, RENDERER_FOLDER);
    this.#engine.start();
    this.#watchdog.start();
    const window = createMainWindow({
      preloadPath: PRELOAD_SCRIPT,
      iconPath: ICON_FILE,
      hasDevTools,
      bounds: this.#settings.get().window,
      onPageGone: () => {
        this.#channel.pageIsGone();
        this.#events.acknowledgeForPage();
        void this.#imports.discardSpools();
      },
      onBounds: (bounds) => void this.#settings.update((old) => ({ ...old, window: bounds })),
      report,
    });
    window.once('closed', () => {
      this.#window = null;
      this.#channel.pageIsGone();
      // A hidden page may have left batches unacknowledged, and the engine would tell no more.
      this.#events.acknowledgeForPage();
    });
    this.#window = window;
    this.#channel.attach(window.webContents);
    void loadPage(window, report);
  }

  #engineEnded(): void {
    this.#keepAwake.release();
    this.#imports.forgetSpools();
  }

  /** The page itself says that the engine was started again, and how the run stands. */
  #engineRestarted({ after, run, error }: EngineRestart): void {
    this.#channel.send('engine.restarted', { run });
    if (run !== null) adoptOpened(this.#services, run);
    else this.#tracker.closed();
    if (after === 'silent') {
      const advice = 'Its run was opened again from the run file. The log file has the details.';
      this.#channel.notify('warning', 'The engine did not answer any more, so it was ended.', advice);
    }
    if (error === null) return;
    const what = run === null ? 'The run could not be opened again.' : 'The run does not go on by itself.';
    this.#channel.notify('error', `The engine stopped unexpectedly. ${what} ${error.message}`, error.advice);
  }

  #engineGivenUp(): void {
    this.#tracker.interrupted();
    const advice =
      this.#tracker.run === null
        ? 'Open a list or a run to try it once more. The log file has the details.'
        : 'Nothing that was settled is lost. Resume starts it once more; the log file has the details.';
    this.#channel.notify('error', 'The engine keeps stopping, so Gleaner has left it off.', advice);
  }

  #recentRuns(): RecentRuns {
    return {
      list: () => this.#settings.get().recentRuns,
      forget: (path) => {
        void this.#settings.update((old) => ({ ...old, recentRuns: [...forgetRun(old.recentRuns, path)] }));
      },
    };
  }

  #prepareRunsFolder(): Promise<string> {
    this.#runsFolder ??= prepareRunsFolder({
      documentsFolder: documentsFolder(),
      userDataFolder: app.getPath('userData'),
      onFallback: (wanted, folder, error) => {
        this.#log.error(error);
        this.#channel.notify('warning', `Cannot write to ${wanted}.`, `New runs are kept in ${folder}.`);
      },
    }).catch((error: unknown) => {
      this.#runsFolder = null; // asked again, it may work
      throw error;
    });
    return this.#runsFolder;
  }

  #requireWindow(): BrowserWindow {
    if (this.#window === null) throw new Error('There is no window.');
    return this.#window;
  }
}

function documentsFolder(): string | null {
  try {
    return app.getPath('documents');
  } catch {
    return null; // some systems have none
  }
}
