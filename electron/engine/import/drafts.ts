/** Lists that are being read or have been read, but not started: one import at a time per id. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { EngineRequests } from '../../../shared/ipc/engine-api.ts';
import type { DroppedLine, ImportProgress, ImportSummary } from '../../../shared/list-import.ts';
import { Draft } from '../ledger/draft.ts';
import { importList } from './import-list.ts';
import { openList } from './open-list.ts';
import { assertReplaceable, placeOf } from './run-file-place.ts';

type ImportRequest = EngineRequests['import.run']['input'];

interface KnownDraft {
  readonly draft: Draft;
  readonly request: ImportRequest;
}

export class Drafts {
  readonly #drafts = new Map<string, KnownDraft>();
  readonly #running = new Map<string, AbortController>();
  readonly #onProgress: (progress: ImportProgress) => void;

  constructor(onProgress: (progress: ImportProgress) => void) {
    this.#onProgress = onProgress;
  }

  /** Reads a list. Whatever fails leaves no file behind. @throws as the `import.run` request */
  async import(request: ImportRequest): Promise<ImportSummary> {
    const controller = new AbortController();
    this.#running.set(request.importId, controller);
    let draft: Draft | null = null;
    try {
      assertReplaceable(request);
      const list = await openList(request.listPath);
      draft = new Draft(randomUUID(), request.folder);
      const { importId } = request;
      const imported = await importList({
        stream: list.stream,
        fileName: request.listPath === '-' || request.removeListAfter ? request.name : list.fileName,
        writer: draft,
        signal: controller.signal,
        onProgress: (bytesRead, lines) =>
          this.#onProgress({ importId, bytesRead, bytesTotal: list.sizeBytes, lines }),
      });
      draft.finish(request.name);
      this.#drafts.set(draft.id, { draft, request });
      return { ...imported, draftId: draft.id, name: request.name };
    } catch (error) {
      draft?.discard();
      throw error;
    } finally {
      this.#running.delete(request.importId);
      if (request.removeListAfter) rmSync(request.listPath, { force: true });
    }
  }

  cancel(importId: string): void {
    this.#running.get(importId)?.abort();
  }

  dropped(draftId: string, from: number, count: number): DroppedLine[] {
    return this.#known(draftId).draft.dropped(from, count);
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
