/** Lists that are being read or have been read, but not started: one import at a time per id. */
import { randomUUID } from 'node:crypto';
import { rmSync, statSync } from 'node:fs';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import type {
  DroppedLine,
  ImportProgress,
  ImportSummary,
  ListInspected,
} from '../../../shared/list-import.ts';
import { Draft } from '../ledger/draft.ts';
import { importList } from './import-list.ts';
import { writeReport, type ReportResult } from './import-report.ts';
import { openList } from './open-list.ts';
import { assertReplaceable, placeOf } from './run-file-place.ts';

type ImportRequest = EngineRequests['import.run']['input'];

interface KnownDraft {
  readonly draft: Draft;
  readonly request: ImportRequest;
}

export interface DraftEvents {
  readonly onProgress: (progress: ImportProgress) => void;
  readonly onInspected: (inspected: ListInspected) => void;
}

export class Drafts {
  readonly #drafts = new Map<string, KnownDraft>();
  readonly #running = new Map<string, AbortController>();
  readonly #events: DraftEvents;

  constructor(events: DraftEvents) {
    this.#events = events;
  }

  /** Reads a list. Whatever fails leaves no file behind. @throws as the `import.run` request */
  async import(request: ImportRequest): Promise<ImportSummary> {
    const { importId, listPaths, choices, folder, name, removeListAfter } = request;
    const controller = new AbortController();
    this.#running.set(importId, controller);
    let draft: Draft | null = null;
    try {
      assertReplaceable(request);
      const bytesTotal = totalSize(listPaths);
      const opened = listPaths.map((path) => async () => {
        const list = await openList(path);
        return path === '-' || removeListAfter ? { ...list, fileName: name } : list;
      });
      const first = await opened[0]!();
      draft = new Draft(randomUUID(), folder);
      const imported = await importList({
        files: [async () => first, ...opened.slice(1)],
        writer: draft,
        ...(choices === undefined ? {} : { choices }),
        isTyped: removeListAfter,
        spoolFolder: folder,
        signal: controller.signal,
        onInspected: (index, inspection) => this.#events.onInspected({ importId, index, inspection }),
        onProgress: (bytesRead, lines) =>
          this.#events.onProgress({
            importId,
            bytesRead: Math.min(bytesRead, bytesTotal ?? bytesRead),
            bytesTotal,
            lines,
          }),
      });
      draft.finish(name);
      this.#drafts.set(draft.id, { draft, request });
      return { ...imported, draftId: draft.id, name };
    } catch (error) {
      draft?.discard();
      throw error;
    } finally {
      this.#running.delete(importId);
      if (removeListAfter) for (const path of listPaths) rmSync(path, { force: true });
    }
  }

  cancel(importId: string): void {
    this.#running.get(importId)?.abort();
  }

  dropped(draftId: string, from: number, count: number): DroppedLine[] {
    return this.#known(draftId).draft.dropped(from, count);
  }

  report(draftId: string, path: string, excel: boolean): Promise<ReportResult> {
    const { draft, request } = this.#known(draftId);
    return writeReport({ lines: draft.eachDropped(), listName: request.name, path, excel });
  }

  discard(draftId: string): void {
    this.#drafts.get(draftId)?.draft.discard();
    this.#drafts.delete(draftId);
  }

  /** Gives the draft its final name. @returns Where the run file is. */
  turnIntoRunFile(draftId: string): string {
    const { draft, request } = this.#known(draftId);
    const path = placeOf(request, request.name);
    draft.moveTo(path);
    this.#drafts.delete(draftId);
    return path;
  }

  dispose(): void {
    for (const controller of this.#running.values()) controller.abort();
    for (const draftId of this.#drafts.keys()) this.discard(draftId);
  }

  #known(draftId: string): KnownDraft {
    const known = this.#drafts.get(draftId);
    if (known === undefined)
      throw new AppError(ErrorCode.NotFound, 'This list is no longer there. Add it again.');
    return known;
  }
}

/** @returns `null` when one of the files has none that is known: standard input, pipes. */
function totalSize(paths: readonly string[]): number | null {
  let total = 0;
  for (const path of paths) {
    const stat = path === '-' ? undefined : statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() !== true) return null;
    total += stat.size;
  }
  return total;
}
