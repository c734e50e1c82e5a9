/**
 * The window as a whole: which state it is in (loading, start, run), and what the models
 * of its parts have to do with each other.
 */
import { createStore } from 'zustand/vanilla';
import { ErrorCode, type WireError } from '../../shared/errors.ts';
import { formatCountOf } from '../../shared/format.ts';
import type { AppInfo, WindowEvents } from '../../shared/ipc/contract.ts';
import type { RecentRun, RunSnapshot } from '../../shared/run.ts';
import { type Api, toShownError } from '../api/bridge.ts';
import { createColumnsModel } from './columns-store.ts';
import { createCompareModel } from './compare-store.ts';
import { createDeadlineModel } from './deadline-store.ts';
import { createExportModel } from './export-store.ts';
import { createListModel } from './list-store.ts';
import { createNoticesModel } from './notices-store.ts';
import { sentRecipe } from './recipe-draft.ts';
import { createResultsModel } from './results-store.ts';
import { createRetrying } from './retrying.ts';
import { isMoving } from './run-state.ts';
import { createRunTabModel } from './run-tab-store.ts';
import { createRunModel } from './run-store.ts';
import { createSelectionModel } from './selection-store.ts';
import { createSettingsModel } from './settings-store.ts';
import { createStartOptionsModel } from './start-options-store.ts';

export interface AppState {
  readonly screen: 'loading' | 'failed' | 'start' | 'run';
  readonly info: AppInfo | null;
  readonly error: WireError | null;
  /** Start was pressed, or a recent run is being opened. */
  readonly isOpening: boolean;
}

export type AppModel = ReturnType<typeof createAppModel>;

export function createAppModel(api: Api, now: () => number) {
  const store = createStore<AppState>()(() => ({
    screen: 'loading',
    info: null,
    error: null,
    isOpening: false,
  }));
  const notices = createNoticesModel();
  const onError = (error: unknown) => notices.addError(toShownError(error));
  const startOptions = createStartOptionsModel();
  const list = createListModel({ api, onRunOpened });
  const run = createRunModel({ api, now, onError });
  const deadline = createDeadlineModel({ api, now });
  const results = createResultsModel({ api, now });
  const selection = createSelectionModel({
    api,
    rows: results,
    onError,
    onTooMany: (message, advice) => notices.add('warning', message, advice),
  });
  const exporting = createExportModel({
    api,
    remembered: () => store.getState().info?.exportChoices ?? null,
    onRemember: (exportChoices) =>
      store.setState(({ info }) => ({ info: info === null ? null : { ...info, exportChoices } })),
    shownRows: results.filter,
    selectedRows: selection.chosen,
  });
  const compare = createCompareModel({
    api,
    onError,
    onSaved: ({ path, rows }) => notices.add('info', `Saved ${formatCountOf(rows, 'row')} to ${path}.`, ''),
  });
  const tabs = createRunTabModel();
  const columns = createColumnsModel({
    api,
    onApplied: (snapshot) => run.applySnapshot(snapshot),
    onExtracted: results.refresh,
    onSaved: (words) => notices.add('info', words, ''),
  });
  /** Path of the run whose sample is awaited, to show the columns when it is here. */
  let sampledPath: string | null = null;
  const retrying = createRetrying({ run, results, selection, notices });
  const settings = createSettingsModel({
    api,
    runDefaults: () => store.getState().info?.runDefaults ?? null,
    onSaved: (runDefaults) =>
      store.setState(({ info }) => ({ info: info === null ? null : { ...info, runDefaults } })),
  });

  async function load(): Promise<void> {
    try {
      const info = await api.call('app.info', {});
      store.setState({ info, error: null });
      if (info.run === null) store.setState({ screen: 'start' });
      else showRun(info.run);
    } catch (error) {
      store.setState({ screen: 'failed', error: toShownError(error) });
    }
  }

  function showRun(snapshot: RunSnapshot): void {
    run.open(snapshot);
    store.setState({ screen: 'run', isOpening: false });
    results.reset(true);
    selection.clear();
    compare.close();
    columns.open(snapshot);
    tabs.show('results');
  }

  /** A run file, or an earlier export that became one. */
  function onRunOpened(snapshot: RunSnapshot): void {
    showRun(snapshot);
    if (isFromExport(snapshot)) notices.add('info', exportWords(snapshot));
  }

  /** Starts the list; waits for its import when that is still under way. */
  async function start({ sampleRows }: { sampleRows?: number } = {}): Promise<void> {
    if (store.getState().isOpening) return;
    store.setState({ isOpening: true });
    try {
      const summary = await list.settled();
      if (summary === null) return;
      const { limits, retries, adapt, keep, recipe } = startOptions.store.getState();
      const started = await api.call('run.start', {
        draftId: summary.draftId,
        options: { ...limits, retries, adapt, keep, recipe: recipe === null ? null : sentRecipe(recipe) },
        ...(sampleRows === undefined ? {} : { sampleRows }),
      });
      // Only now: until here an error must find the list as it was.
      list.reset();
      startOptions.setRecipe(null);
      showRun(started);
      sampledPath = sampleRows === undefined ? null : started.path;
      showSample();
    } catch (error) {
      list.showError(toShownError(error));
    } finally {
      store.setState({ isOpening: false });
    }
  }

  /** Once the sample is here, or the list was no longer than one: its columns come to the front. */
  function showSample(): void {
    const { run: shown, sample, state } = run.store.getState();
    if (shown === null || shown.path !== sampledPath || (sample === null && state !== 'finished')) return;
    sampledPath = null;
    tabs.show('columns');
  }

  /** After the sample: columns that are not applied yet are, or the rows to come would not have them. */
  async function goOn(): Promise<void> {
    if (columns.isDirty() && !(await columns.apply())) return tabs.show('columns');
    await run.resume();
  }

  async function openRecent(recent: RecentRun, isResuming: boolean): Promise<void> {
    if (store.getState().isOpening) return;
    store.setState({ isOpening: true });
    try {
      showRun(await api.call('run.openRecent', { path: recent.path }));
      if (isResuming) await run.resume();
    } catch (error) {
      list.showError(toShownError(error));
      await refreshInfo();
    } finally {
      store.setState({ isOpening: false });
    }
  }

  /** The rows of the open run, which is over, as a new run. */
  async function fetchAgain(): Promise<void> {
    if (store.getState().isOpening) return;
    store.setState({ isOpening: true });
    try {
      showRun(await api.call('run.again', {}));
    } catch (error) {
      onError(error);
    } finally {
      store.setState({ isOpening: false });
    }
  }

  async function forgetRecent(recent: RecentRun): Promise<void> {
    await api.call('run.forgetRecent', { path: recent.path }).catch(onError);
    await refreshInfo();
  }

  /** Back to the start screen. A run that moves is stopped by main first; its file stays. */
  async function newRun(): Promise<void> {
    try {
      await api.call('run.close', {});
    } catch (error) {
      const shown = toShownError(error);
      // No run is open in the engine (any more): then there is nothing to close.
      if (shown.code !== ErrorCode.WrongState) return notices.addError(shown);
    }
    run.close();
    deadline.clear();
    results.reset(false);
    selection.clear();
    compare.close();
    columns.close();
    exporting.close();
    store.setState({ screen: 'start' });
    await refreshInfo();
  }

  async function refreshInfo(): Promise<void> {
    try {
      store.setState({ info: await api.call('app.info', {}) });
    } catch (error) {
      onError(error);
    }
  }

  function onCommand({ name }: WindowEvents['command']): void {
    const isRun = store.getState().screen === 'run';
    const isBusy = isRun && isMoving(run.store.getState().state);
    if (name === 'export' && isRun) exporting.open();
    else if (name === 'find') focusSearch();
    else if (name === 'open' || name === 'newRun') {
      if (isBusy) notices.add('info', 'A run is going on.', 'Stop it first; it can be resumed later.');
      else if (isRun) void newRun().then(() => (name === 'open' ? list.openDialog() : undefined));
      else if (name === 'open') void list.openDialog();
    }
  }

  /** Main itself says why a run could not be opened again. */
  function onEngineRestarted(reopened: RunSnapshot | null): void {
    const isRun = store.getState().screen === 'run';
    if (reopened === null) return isRun ? void newRun() : tellOfLostDraft();
    if (!isRun) return showRun(reopened);
    run.openAfterCrash(reopened);
    // The same rows: filter, place and open row stay as they are.
    results.refresh();
  }

  /** Where the file has to be opened again the list itself says so. */
  function tellOfLostDraft(): void {
    if (list.recoverDraft() !== 'reading_again') return;
    notices.add(
      'warning',
      'The engine stopped unexpectedly and was started again.',
      'Your list is being read again; nothing was fetched yet.',
    );
  }

  function settledNow(): number {
    const { ok, failed, skipped } = run.store.getState().totals;
    return ok + failed + skipped;
  }

  /** @returns A function that ends all subscriptions. */
  function connect(): () => void {
    const ends = [
      // Rows that a new filter hides must not stay selected unseen.
      results.store.subscribe(({ filter }, before) => filter !== before.filter && selection.clear()),
      api.on('run.progress', (batch) => {
        run.applyBatch(batch);
        showSample();
        if (batch.state === 'running') deadline.onProgress();
        results.onProgress(settledNow());
      }),
      api.on('run.changed', (snapshot) => {
        if (store.getState().screen === 'run') {
          run.applySnapshot(snapshot);
          columns.follow(snapshot);
          showSample();
        }
        results.onProgress(settledNow());
      }),
      api.on('run.finished', ({ runId, totals }) => {
        if (run.store.getState().run?.runId !== runId) return;
        run.applyFinished(totals);
        showSample();
        results.refresh();
      }),
      api.on('engine.restarted', ({ run: reopened }) => onEngineRestarted(reopened)),
      api.on('import.progress', list.applyProgress),
      api.on('import.inspected', list.applyInspected),
      api.on('export.progress', (progress) => {
        exporting.applyProgress(progress);
        compare.applyExportProgress(progress);
      }),
      api.on('extract.progress', columns.applyProgress),
      api.on('compare.progress', compare.applyProgress),
      api.on('notice', ({ level, message, advice }) => notices.add(level, message, advice)),
      api.on('command', onCommand),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  return {
    store,
    notices,
    startOptions,
    list,
    run,
    deadline,
    results,
    exporting,
    compare,
    columns,
    tabs,
    selection,
    retry: retrying.dialog,
    retryRows: retrying.retryRows,
    settings,
    load,
    start,
    goOn,
    openRecent,
    fetchAgain,
    forgetRecent,
    newRun,
    connect,
  };
}

/** The one that is seen: each list of the run has its own. */
function focusSearch(): void {
  const boxes = [...document.querySelectorAll<HTMLElement>('[data-find]')];
  boxes.find((box) => box.checkVisibility())?.focus();
}

/** It has outcomes although it never ran: they came from an earlier export. */
function isFromExport({ elapsedMs, totals }: RunSnapshot): boolean {
  return elapsedMs === 0 && totals.pending < totals.rows;
}

function exportWords({ totals: { failed, pending } }: RunSnapshot): string {
  const left = pending === 0 ? '' : `; ${formatCountOf(pending, 'row')} without an outcome can be fetched`;
  const retry =
    failed === 0 ? 'nothing in it has failed' : `${formatCountOf(failed, 'failed row')} can be retried`;
  return `Opened from an earlier export; ${retry}${left}.`;
}
