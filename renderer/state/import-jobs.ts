/**
 * Imports, one at a time: each cancels the one before it, whose late answer is thrown away with
 * its draft.
 */
import type { WireError } from '../../shared/errors.ts';
import type { OpenedFile } from '../../shared/ipc/contract.ts';
import type { ImportSummary } from '../../shared/list-import.ts';
import { type Api, toShownError } from '../api/bridge.ts';

const SLOW_AFTER_MS = 1000;

/** @param isCurrent Nobody has cancelled it. @returns `null` for nothing found, as of a cancelled dialog. */
export type ImportWork = (importId: string, isCurrent: () => boolean) => Promise<OpenedFile | null>;

export interface ImportHandlers {
  /** It takes longer than a second. */
  onSlow(): void;
  onOpened(opened: OpenedFile | null): void;
  onFailed(error: WireError): void;
  /** After all of these: no import is under way any more. */
  onRest(): void;
}

interface Job {
  readonly importId: string;
  readonly done: Promise<void>;
}

export class ImportJobs {
  readonly #api: Api;
  #job: Job | null = null;
  #lastImportId = '';

  constructor(api: Api) {
    this.#api = api;
  }

  /** Of the import that is under way, or was last. */
  get lastImportId(): string {
    return this.#lastImportId;
  }

  isCurrent(importId: string): boolean {
    return this.#job?.importId === importId;
  }

  /** Cancels the one before it. Resolves when it is over and its handlers have run. */
  start(work: ImportWork, handlers: ImportHandlers): Promise<void> {
    this.drop();
    const importId = this.#api.newId();
    this.#lastImportId = importId;
    // Named before its work begins, which looks at it synchronously.
    const done = Promise.resolve().then(() => this.#run(importId, work, handlers));
    this.#job = { importId, done };
    return done;
  }

  /** Resolves when no import is under way. */
  async settled(): Promise<void> {
    // A change while we wait begins another one: wait for that one too.
    while (this.#job !== null) await this.#job.done;
  }

  /** Cancels the one that is under way. */
  drop(): void {
    if (this.#job === null) return;
    const { importId } = this.#job;
    this.#job = null;
    // Best effort: an import that is already done answers with an error.
    this.#api.call('list.cancelImport', { importId }).catch(() => undefined);
  }

  /** Throws away a draft that nobody wants any more. */
  discard(summary: ImportSummary | null): void {
    if (summary !== null) this.#api.call('list.discard', { draftId: summary.draftId }).catch(() => undefined);
  }

  async #run(importId: string, work: ImportWork, handlers: ImportHandlers): Promise<void> {
    const slow = setTimeout(handlers.onSlow, SLOW_AFTER_MS);
    try {
      const opened = await work(importId, () => this.isCurrent(importId));
      if (this.isCurrent(importId)) {
        this.#job = null;
        handlers.onOpened(opened);
      } else if (opened?.kind === 'list') this.discard(opened.summary);
    } catch (error) {
      if (!this.isCurrent(importId)) return;
      this.#job = null;
      handlers.onFailed(toShownError(error));
    } finally {
      clearTimeout(slow);
      if (this.#job === null) handlers.onRest();
    }
  }
}
