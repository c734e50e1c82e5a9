/**
 * The list on the start screen: what was typed, pasted, dropped or opened, and the draft
 * that its import made.
 *
 * A change starts an import by itself and cancels the one before it; late answers of a
 * cancelled import are thrown away with their draft. No error ever touches the text.
 */
import { createStore } from 'zustand/vanilla';
import type { WireError } from '../../shared/errors.ts';
import { ErrorCode } from '../../shared/errors.ts';
import type { OpenedFile } from '../../shared/ipc/contract.ts';
import {
  DEFAULT_CHOICES,
  FOUND_OUT,
  type ListChoices,
  type SourceChoices,
} from '../../shared/list-choices.ts';
import type { ImportProgress, ImportSummary, ListInspected } from '../../shared/list-import.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import type { Api } from '../api/bridge.ts';
import { appendHeld, HOLD_OVER_CHARS, type HeldText, holdText, piecesOf } from './held-text.ts';
import { ImportJobs, type ImportWork } from './import-jobs.ts';
import { EMPTY_LIST, type ListState } from './list-state.ts';

export const TYPING_PAUSE_MS = 600;
const PASTE_PAUSE_MS = 60;
/** {@link import('../../shared/ipc/contract.ts').TEXT_PIECE_MAX}, which cannot be imported without zod. */
export const PIECE_CHARS = 1_048_576;
export const DEMO_PAGES = 10_000;

export interface ListOptions {
  readonly api: Api;
  /** Called when what was opened is a run file and not a list. */
  onRunOpened(run: RunSnapshot): void;
}

export type ListModel = ReturnType<typeof createListModel>;

export function createListModel({ api, onRunOpened }: ListOptions) {
  const store = createStore<ListState>()(() => EMPTY_LIST);
  const jobs = new ImportJobs(api);
  let pause: ReturnType<typeof setTimeout> | undefined;
  /** The import that is under way is not that of the text. */
  let isOpening = false;
  /** The import that read the files of the list, which main can read again; `null` for the text and the demo. */
  let fileImportId: string | null = null;

  function setText(text: string, isPasted = false): void {
    if (text.length > HOLD_OVER_CHARS) {
      setHeld(holdText(text));
      return;
    }
    replaceSource({ text, held: null, isFromFile: false }, !isPasted && text.trim() !== '');
    if (text.trim() !== '') importTextAfter(isPasted ? PASTE_PAUSE_MS : TYPING_PAUSE_MS);
  }

  function setHeld(held: HeldText): void {
    replaceSource({ text: '', held, isFromFile: false }, false);
    importTextAfter(PASTE_PAUSE_MS);
  }

  /** Adds pasted text after a held list. */
  function append(text: string): void {
    const { held } = store.getState();
    if (held !== null) setHeld(appendHeld(held, text));
  }

  /** Takes the list away; a text that a file had covered comes back. */
  function clear(): void {
    const { isFromFile, text, held } = store.getState();
    if (isFromFile && held !== null) setHeld(held);
    else setText(isFromFile ? text : '', true);
  }

  function openDialog(): Promise<void> {
    return openWith((importId) => api.call('list.openDialog', { importId }));
  }

  function openDropped(files: readonly File[]): Promise<void> {
    return openWith(async (importId) => {
      const opened = await api.openDropped(importId, files);
      if (opened !== null) return opened;
      // Dragged out of another program: there is no path, only content.
      const texts = await Promise.all(files.map((file) => file.text()));
      setText(texts.join('\n'), true);
      return null;
    });
  }

  /** The addresses of an earlier run as a new list. */
  function openRecent(path: string): Promise<void> {
    return openWith(async (importId) => ({
      kind: 'list',
      summary: await api.call('list.openRecent', { importId, path }),
    }));
  }

  /** Reads the same list in another way; the one that is ready stays until that is done. */
  function setChoices(change: Partial<ListChoices>): void {
    const { choices, phase, summary } = store.getState();
    store.setState({ choices: { ...choices, ...change } });
    if (phase === 'empty' || phase === 'waiting') return;
    // Its figures stay until those of the next are there; its draft is of no use any more.
    if (phase === 'ready') jobs.discard(summary);
    importAgain();
  }

  /** For one file of the list. What was found out about another sheet or separator is found out anew. */
  function setSource(index: number, change: Partial<SourceChoices>): void {
    const { choices, inspections } = store.getState();
    const sources = Array.from(
      { length: Math.max(inspections.length, choices.sources.length, index + 1) },
      (_, at) => choices.sources[at] ?? FOUND_OUT,
    );
    const isOtherTable = ['sheet', 'delimiter', 'format', 'encoding'].some((name) => name in change);
    const forgotten = isOtherTable ? { urlColumn: null, hasHeader: null } : {};
    sources[index] = { ...sources[index]!, ...forgotten, ...change };
    setChoices({ sources });
  }

  function importFilesAgain(ofImportId: string): void {
    const { choices } = store.getState();
    isOpening = true;
    void run(async (importId) => {
      const summary = await api.call('list.openAgain', { importId, ofImportId, choices });
      return { kind: 'list', summary };
    });
  }

  function applyInspected({ importId, index, inspection }: ListInspected): void {
    if (!jobs.isCurrent(importId)) return;
    const before = index === 0 ? [] : store.getState().inspections;
    store.setState({ inspections: [...before.slice(0, index), inspection] });
  }

  function prepareDemo(): Promise<void> {
    return openWith(
      async (importId) => ({
        kind: 'list',
        summary: await api.call('demo.prepare', { importId, pages: DEMO_PAGES }),
      }),
      true,
    );
  }

  /** Imports at once what is waiting, and resolves when no import is under way. */
  async function settled(): Promise<ImportSummary | null> {
    if (pause !== undefined) importText();
    await jobs.settled();
    return store.getState().summary;
  }

  function cancel(): void {
    jobs.drop();
    store.setState({ phase: 'cancelled', isSlow: false, progress: null });
  }

  function importAgain(): void {
    if (fileImportId === null) importText();
    else importFilesAgain(fileImportId);
  }

  /**
   * The engine that had read the list is gone, and the draft with it. A text is here and is
   * read again; a file is not.
   *
   * @returns What becomes of the list, for telling the user; `null` when there was none.
   */
  function recoverDraft(): 'reading_again' | 'open_again' | null {
    const { text, held, isFromFile, phase, summary } = store.getState();
    const hasText = held !== null || text.trim() !== '';
    if (phase === 'empty' || phase === 'cancelled') return null;
    if (isFromFile) {
      const name = summary?.name ?? 'the list';
      jobs.drop();
      store.setState({
        ...EMPTY_LIST,
        text,
        held,
        phase: 'failed',
        error: {
          code: ErrorCode.EngineGone,
          message: 'The engine stopped unexpectedly, and what it had read of the list is gone.',
          advice: `Open ${name} again.`,
        },
      });
      return 'open_again';
    }
    // A file that was being read fails by itself and says so.
    if (!hasText || isOpening) return null;
    store.setState({ summary: null });
    importText();
    return 'reading_again';
  }

  /** The draft became a run: forget the list without discarding the draft. */
  function reset(): void {
    jobs.drop();
    fileImportId = null;
    clearTimeout(pause);
    pause = undefined;
    store.setState(EMPTY_LIST);
  }

  function applyProgress(progress: ImportProgress): void {
    if (!jobs.isCurrent(progress.importId)) return;
    store.setState({ progress });
  }

  function showError(error: WireError | null): void {
    store.setState({ error });
  }

  function replaceSource(source: Pick<ListState, 'text' | 'held' | 'isFromFile'>, isEdit: boolean): void {
    jobs.drop();
    clearTimeout(pause);
    pause = undefined;
    const { summary, choices, inspections, isFromFile } = store.getState();
    jobs.discard(summary);
    fileImportId = null;
    // A word that is put right in the text is no other list.
    const kept = isEdit && !isFromFile ? { choices, inspections } : {};
    store.setState({ ...EMPTY_LIST, ...kept, ...source });
  }

  function importTextAfter(waitMs: number): void {
    store.setState({ phase: 'waiting' });
    pause = setTimeout(importText, waitMs);
  }

  function importText(): void {
    clearTimeout(pause);
    pause = undefined;
    const { text, held } = store.getState();
    const parts = held?.parts ?? [text];
    isOpening = false;
    void run(async (importId, isCurrent) => {
      await api.call('list.textBegin', { importId, name: 'Pasted list' });
      for (const piece of piecesOf(parts, PIECE_CHARS)) {
        if (!isCurrent()) return null;
        await api.call('list.textAppend', { importId, text: piece });
      }
      const { choices } = store.getState();
      return { kind: 'list', summary: await api.call('list.textImport', { importId, choices }) };
    });
  }

  /** Runs an import whose list is not the text. Nothing found (a cancelled dialog) changes nothing. */
  async function openWith(
    work: (importId: string) => Promise<OpenedFile | null>,
    isDemo = false,
  ): Promise<void> {
    const before = store.getState();
    const wasReady = before.phase === 'ready';
    isOpening = true;
    store.setState({ inspections: [] });
    await run(
      async (importId, isCurrent) => {
        const opened = await work(importId);
        if (opened === null && isCurrent()) {
          store.setState({ ...before, error: null });
          if (before.phase === 'waiting' || before.phase === 'importing') importText();
        }
        if (opened?.kind === 'list' && isCurrent()) {
          jobs.discard(before.summary);
          fileImportId = isDemo ? null : importId;
          store.setState({ isFromFile: true, isDemo, choices: DEFAULT_CHOICES });
        }
        return opened;
        // A file that cannot be read leaves the list that was ready as ready as it was.
      },
      wasReady ? before : undefined,
    );
    const { phase, inspections } = store.getState();
    // What was found out about a file that has no addresses as it was read may help to read it better.
    if (phase === 'failed' && inspections.length > 0 && !wasReady) {
      fileImportId = jobs.lastImportId;
      store.setState({ isFromFile: true, isDemo, choices: DEFAULT_CHOICES });
    }
  }

  function run(
    work: ImportWork,
    afterFailure: Partial<ListState> = { phase: 'failed', summary: null },
  ): Promise<void> {
    clearTimeout(pause);
    pause = undefined;
    store.setState({ phase: 'importing', isSlow: false, progress: null, error: null });
    return jobs.start(work, {
      onSlow: () => store.setState({ isSlow: true }),
      onOpened: (opened) => {
        isOpening = false;
        if (opened?.kind === 'list') {
          store.setState({ phase: 'ready', summary: opened.summary, error: null });
        } else if (opened?.kind === 'run') {
          onRunOpened(opened.run);
        }
      },
      onFailed: (error) => {
        isOpening = false;
        if (error.code === ErrorCode.Cancelled) store.setState({ phase: 'cancelled' });
        // The list that was ready is gone with the engine, too.
        else if (error.code === ErrorCode.EngineGone)
          store.setState({ phase: 'failed', summary: null, error });
        else store.setState({ ...afterFailure, error });
      },
      onRest: () => store.setState({ isSlow: false, progress: null }),
    });
  }

  return {
    store,
    setText,
    setHeld,
    append,
    clear,
    openDialog,
    openDropped,
    prepareDemo,
    settled,
    recoverDraft,
    cancel,
    importAgain,
    reset,
    applyProgress,
    applyInspected,
    setChoices,
    setSource,
    openRecent,
    showError,
  };
}
