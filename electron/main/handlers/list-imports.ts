/**
 * Turns pasted text, files and the demo's pages into drafts. It knows which import is
 * where: spooling its text, or being read by the engine.
 */
import { basename, extname, isAbsolute, join } from 'node:path';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { OpenedFile } from '../../../shared/ipc/contract.ts';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import type { ListChoices } from '../../../shared/list-choices.ts';
import type { ImportSummary } from '../../../shared/list-import.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import { demoList } from '../../runtime/demo-shop/pages.ts';
import { adoptOpened, closeIdleRun, openRun } from './open-run.ts';
import type { MainServices } from './services.ts';

type ImportRequest = EngineRequests['import.run']['input'];

/** More than a window can have to do with. */
const OPENED_KEPT = 20;
const RUN_FILE_EXTENSION = '.gleaner';
/** Exports are written as CSV; somebody may have packed one. */
const MAY_BE_EXPORT = /\.csv(?:\.gz)?$/i;
/** Lines of the demo's list per message to the engine: about 200 KB, a few milliseconds of main's time. */
const DEMO_LINES_PER_PIECE = 4000;

/** A list whose text is still arriving. */
interface Spool {
  readonly name: string;
  readonly path: Promise<string>;
  /** The last piece handed on; pieces must reach the engine in the order they came. */
  tail: Promise<unknown>;
}

export class ListImports {
  readonly #services: MainServices;
  readonly #spools = new Map<string, Spool>();
  /** Demos whose shop is not open yet. */
  readonly #starting = new Set<string>();
  readonly #cancelled = new Set<string>();
  /** The files of the last few imports, so that the page can have them read again without naming paths. */
  readonly #openedPaths = new Map<string, readonly string[]>();

  constructor(services: MainServices) {
    this.#services = services;
  }

  async textBegin(importId: string, name: string): Promise<void> {
    if (this.#spools.has(importId))
      throw new AppError(ErrorCode.WrongState, 'This import has begun already.');
    const { engine, runsFolder } = this.#services;
    const path = runsFolder()
      .then((folder) => engine.request('text.begin', { folder }))
      .then(({ spoolPath }) => spoolPath);
    this.#spools.set(importId, { name, path, tail: path });
    try {
      await path;
    } catch (error) {
      this.#spools.delete(importId);
      throw error;
    }
  }

  async textAppend(importId: string, text: string): Promise<void> {
    const spool = this.#spool(importId);
    const appended = spool.tail.then(async () =>
      this.#services.engine.request('text.append', { spoolPath: await spool.path, text }),
    );
    spool.tail = appended;
    await appended;
  }

  async textImport(importId: string, choices?: ListChoices): Promise<ImportSummary> {
    const spool = this.#spool(importId);
    this.#spools.delete(importId);
    const spoolPath = await spool.path;
    try {
      await spool.tail;
    } catch (error) {
      await this.#services.engine.request('text.discard', { spoolPath }).catch(() => undefined);
      throw error;
    }
    return this.#import(
      { importId, listPaths: [spoolPath], name: spool.name, removeListAfter: true },
      choices,
    );
  }

  /** Whatever the import is doing. An import that is not known is over already. */
  async cancel(importId: string): Promise<void> {
    const { engine } = this.#services;
    const spool = this.#spools.get(importId);
    if (this.#starting.has(importId)) {
      this.#cancelled.add(importId);
      return;
    }
    if (spool === undefined) {
      await engine.request('import.cancel', { importId });
      return;
    }
    this.#spools.delete(importId);
    this.#cancelled.add(importId);
    await this.#discard(spool);
  }

  /** The window that was sending is gone. */
  async discardSpools(): Promise<void> {
    const spools = [...this.#spools.values()];
    this.#spools.clear();
    await Promise.allSettled(spools.map((spool) => this.#discard(spool)));
  }

  /** The engine that had them is gone; the next one removes what it left in the folder. */
  forgetSpools(): void {
    this.#spools.clear();
  }

  /** A run file is opened, an earlier export becomes a run, anything else is imported as a list. */
  async openFile(importId: string, path: string): Promise<OpenedFile> {
    if (isRunFile(path)) return { kind: 'run', run: await openRun(this.#services, path) };
    const run = MAY_BE_EXPORT.test(path) ? await this.#openExport(importId, path) : null;
    if (run !== null) return { kind: 'run', run };
    return { kind: 'list', summary: await this.#importFiles(importId, [path]) };
  }

  async openDropped(importId: string, paths: readonly string[]): Promise<OpenedFile> {
    if (!paths.every((path) => isAbsolute(path)))
      throw new AppError(ErrorCode.ValidationFailed, 'The dropped file has no full path.');
    return this.openFiles(importId, paths);
  }

  /** Several lists are read as one. A run file among them is opened alone. */
  async openFiles(importId: string, paths: readonly string[]): Promise<OpenedFile> {
    const runPath = paths.find(isRunFile);
    if (runPath === undefined && paths.length > 1)
      return { kind: 'list', summary: await this.#importFiles(importId, paths) };
    const chosen = runPath ?? paths[0]!;
    const opened = await this.openFile(importId, chosen);
    const ignored = paths.length - 1;
    if (ignored > 0) {
      const files = ignored === 1 ? 'the other file was' : `the other ${ignored} files were`;
      this.#services.channel.notify(
        'info',
        `Opened ${basename(chosen)}; ${files} left out.`,
        'A run is opened alone. Open the lists again without it.',
      );
    }
    return opened;
  }

  async demo(importId: string, pages: number): Promise<ImportSummary> {
    this.#refuseWhileBusy();
    this.#starting.add(importId);
    let origin: string;
    try {
      origin = await this.#services.demoShop.start(pages);
    } finally {
      this.#starting.delete(importId);
    }
    this.#refuseCancelled(importId);
    await this.textBegin(importId, 'Demo shop');
    try {
      let lines: string[] = [];
      for (const line of demoList(origin, pages)) {
        lines.push(line);
        if (lines.length < DEMO_LINES_PER_PIECE) continue;
        await this.#appendLines(importId, lines);
        lines = [];
      }
      await this.#appendLines(importId, lines);
    } catch (error) {
      await this.cancel(importId).catch(() => undefined);
      throw error;
    }
    return this.textImport(importId);
  }

  /** @returns `null` for a table that is no earlier export. */
  async #openExport(importId: string, exportPath: string): Promise<RunSnapshot | null> {
    const { engine, runsFolder, tracker } = this.#services;
    // A list can be read beside a run that is going; a run cannot be opened then.
    if (tracker.isBusy) return null;
    await closeIdleRun(this.#services);
    const target = { folder: await runsFolder(), runPath: null, replaceUnfinished: false };
    try {
      const run = await engine.request('run.openExport', { importId, exportPath, ...target });
      return adoptOpened(this.#services, run);
    } catch (error) {
      if (error instanceof AppError && error.code === ErrorCode.ExportForeign) return null;
      throw error;
    }
  }

  async #appendLines(importId: string, lines: readonly string[]): Promise<void> {
    await this.textAppend(importId, lines.map((line) => `${line}\n`).join(''));
  }

  /** The files of an earlier import, read in another way. */
  async openAgain(importId: string, ofImportId: string, choices: ListChoices): Promise<ImportSummary> {
    const paths = this.#openedPaths.get(ofImportId);
    if (paths === undefined)
      throw new AppError(ErrorCode.WrongState, 'No list was opened.', { advice: 'Open it again.' });
    return this.#importFiles(importId, paths, choices);
  }

  /** The addresses of an earlier run as a new list. Only of one that is among the recent runs. */
  async openRecent(importId: string, path: string): Promise<ImportSummary> {
    if (!this.#services.recent.list().some((run) => run.path === path))
      throw new AppError(ErrorCode.NotFound, 'That run is not on the list of recent runs.');
    return this.#importFiles(importId, [path]);
  }

  /** @returns `null` when the user cancelled the dialog. */
  async saveReport(draftId: string | null, name: string): Promise<{ lines: number; bytes: number } | null> {
    const { dialogs, engine, runsFolder } = this.#services;
    const stem = name.replace(/\.[a-z\d]{1,5}$/i, '').replace(/[^\p{L}\p{N} ._-]/gu, '_') || 'list';
    const chosen = await dialogs.saveReport(join(await runsFolder(), `${stem} report.csv`));
    if (chosen === null) return null;
    const path = extname(chosen) === '' ? `${chosen}.csv` : chosen;
    return engine.request('report.save', { draftId, path, excel: true });
  }

  async #importFiles(
    importId: string,
    paths: readonly string[],
    choices?: ListChoices,
  ): Promise<ImportSummary> {
    this.#openedPaths.set(importId, paths);
    if (this.#openedPaths.size > OPENED_KEPT)
      this.#openedPaths.delete(this.#openedPaths.keys().next().value!);
    const first = basename(paths[0]!);
    const name = paths.length === 1 ? first : `${first} and ${paths.length - 1} more`;
    return this.#import({ importId, listPaths: paths, name, removeListAfter: false }, choices);
  }

  async #import(
    list: Pick<ImportRequest, 'importId' | 'listPaths' | 'name' | 'removeListAfter'>,
    choices?: ListChoices,
  ): Promise<ImportSummary> {
    const { engine, runsFolder } = this.#services;
    const target = { folder: await runsFolder(), runPath: null, replaceUnfinished: false };
    const chosen = choices === undefined ? {} : { choices };
    return engine.request('import.run', { ...list, ...target, ...chosen });
  }

  #spool(importId: string): Spool {
    const spool = this.#spools.get(importId);
    if (spool !== undefined) return spool;
    this.#refuseCancelled(importId);
    throw new AppError(ErrorCode.WrongState, 'This import has not begun.');
  }

  #refuseCancelled(importId: string): void {
    if (this.#cancelled.delete(importId))
      throw new AppError(ErrorCode.Cancelled, 'The import was cancelled.');
  }

  async #discard(spool: Spool): Promise<void> {
    await spool.tail.catch(() => undefined);
    await this.#services.engine.request('text.discard', { spoolPath: await spool.path });
  }

  #refuseWhileBusy(): void {
    // A new shop replaces the open one, which the run may be fetching from.
    if (!this.#services.tracker.isBusy) return;
    throw new AppError(ErrorCode.WrongState, 'A run is going.', { advice: 'Stop it first.' });
  }
}

function isRunFile(path: string): boolean {
  return extname(path).toLowerCase() === RUN_FILE_EXTENSION;
}
