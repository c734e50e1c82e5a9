/** An engine without a network or a disk, for tests of what the command line asks and tells. */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type { ComparedRow } from '../../../shared/comparison.ts';
import type { EngineHandlers, EngineRequestName } from '../../../shared/ipc/engine-api.ts';
import type { ImportSummary } from '../../../shared/list-import.ts';
import { DEFAULT_OPTIONS } from '../../../shared/options.ts';
import type { PausedHost, ProgressBatch, RunState, RunTotals } from '../../../shared/progress.ts';
import type { HostDetail } from '../../../shared/rows.ts';
import type { ExtractionResult, FoundProductData } from '../../../shared/recipe-work.ts';
import type { RunSnapshot } from '../../../shared/run.ts';
import type { Engine, EngineOptions } from '../../engine/engine.ts';

export function totalsOf(changes: Partial<RunTotals> = {}): RunTotals {
  return {
    lines: 10,
    rows: 10,
    merged: 0,
    rejected: 0,
    ok: 10,
    failed: 0,
    skipped: 0,
    pending: 0,
    inFlight: 0,
    bytes: 300_000,
    failures: {},
    incomplete: 0,
    retrying: 0,
    ...changes,
  };
}

export function batchOf(totals: RunTotals, changes: Partial<ProgressBatch> = {}): ProgressBatch {
  return {
    runId: 'run-1',
    seq: 0,
    elapsedMs: 1234.5,
    state: 'running',
    totals,
    ratePerSec: 100,
    failedPerSec: 0,
    forecast: null,
    advice: null,
    parked: [],
    parkedCount: 0,
    robots: null,
    hold: null,
    pauseReason: null,
    sample: null,
    pausedHosts: [],
    pausedHostCount: 0,
    userPausedHosts: { count: 0, pendingRows: 0 },
    phases: {},
    ...changes,
  };
}

export function pausedHostOf(changes: Partial<PausedHost> = {}): PausedHost {
  return {
    origin: 'https://shop.example',
    sinceMs: 1,
    cause: 'failures',
    alarm: { code: 'http.server_error', failedAnswers: 160, answers: 200 },
    pendingRows: 6,
    sample: null,
    ...changes,
  };
}

/** A host that answers with one page in place of many. */
export const blockedHost = pausedHostOf({
  cause: 'soft_block',
  alarm: { code: 'blocked.soft', failedAnswers: 40, answers: 50 },
  sample: {
    url: 'https://shop.example/7',
    status: 200,
    title: 'Are you a \u{1b}[2Jrobot?',
    text: 'Prove it.',
  },
});

export const summaryOf = (changes: Partial<ImportSummary> = {}): ImportSummary => ({
  draftId: 'draft-1',
  name: 'list.txt',
  lines: 10,
  rows: 10,
  merged: 0,
  rejected: 0,
  hosts: 1,
  urlColumn: null,
  otherColumns: [],
  sample: [],
  sources: [],
  mergedBy: {},
  expanded: { lines: 0, addresses: 0 },
  unexpanded: 0,
  notices: [],
  ...changes,
});

export class FakeEngine implements Engine {
  /** Every request in order, with its input. */
  readonly calls: { readonly name: EngineRequestName; readonly input: unknown }[] = [];
  /** What `run.open` and the end of a run tell. */
  totals: RunTotals = totalsOf();
  /** False: a run that was begun goes on until it is stopped. */
  endsByItself = true;
  /** Rows that a retry makes pending again; none means that no run begins. */
  requeued = 1;
  /** Set in the batch that a run which was begun tells. */
  batch: Partial<ProgressBatch> = {};
  /** What `recipe.find` comes to. */
  found: FoundProductData = { proposals: [], pages: 0, problems: [] };
  /** What `extract.run` comes to. */
  extraction: ExtractionResult = {
    pages: 0,
    withoutPage: 0,
    incomplete: 0,
    problems: 0,
    found: [],
    elapsedMs: 0,
  };
  /** Set in every snapshot of the run. */
  snapshot: Partial<RunSnapshot> = {};
  hosts: readonly HostDetail[] = [];
  /** Thrown by the request of that name. */
  readonly failures = new Map<EngineRequestName, Error>();
  isDisposed = false;
  #emit: EngineOptions['emit'] = () => undefined;
  #onCall: (name: EngineRequestName) => void = () => undefined;

  readonly create = (options: EngineOptions): Engine => {
    this.#emit = options.emit;
    return this;
  };

  get emit(): EngineOptions['emit'] {
    return this.#emit;
  }

  /** Runs `listener` when a request arrives, before it is answered. */
  onCall(listener: (name: EngineRequestName) => void): void {
    this.#onCall = listener;
  }

  namesCalled(): readonly EngineRequestName[] {
    return this.calls.map(({ name }) => name);
  }

  inputOf(name: EngineRequestName): unknown {
    return this.calls.find((call) => call.name === name)?.input;
  }

  compared: readonly ComparedRow[] = [];

  async dispose(): Promise<void> {
    this.isDisposed = true;
  }

  readonly handlers: EngineHandlers = {
    'text.begin': (input) => this.#answer('text.begin', input, { spoolPath: '/spool' }),
    'text.append': (input) => this.#answer('text.append', input, null),
    'text.discard': (input) => this.#answer('text.discard', input, null),
    'import.run': (input) => this.#answer('import.run', input, summaryOf()),
    'import.cancel': (input) => this.#answer('import.cancel', input, null),
    'draft.dropped': (input) => this.#answer('draft.dropped', input, []),
    'report.save': (input) => this.#answer('report.save', input, { lines: 2, bytes: 100 }),
    'draft.discard': (input) => this.#answer('draft.discard', input, null),
    'run.again': (input) => this.#begin('run.again', input, this.#snapshotOf('running')),
    'run.start': (input) => this.#begin('run.start', input, this.#snapshotOf('running')),
    'run.openExport': (input) =>
      this.#answer('run.openExport', input, this.#snapshotOf('finished', input.runPath ?? undefined)),
    'run.open': (input) => this.#answer('run.open', input, this.#snapshotOf('ready', input.path)),
    'run.resume': (input) => this.#begin('run.resume', input, this.#snapshotOf('running')),
    'run.pause': (input) => this.#answer('run.pause', input, null),
    'run.stop': (input) => this.#answer('run.stop', input, this.#snapshotOf('stopped')),
    'run.sleep': (input) => this.#answer('run.sleep', input, null),
    'run.wake': (input) => this.#answer('run.wake', input, null),
    'run.plan': (input) => this.#answer('run.plan', input, null),
    'run.setLimits': (input) => this.#answer('run.setLimits', input, null),
    'run.retryFailed': (input) => {
      const answer = { requeued: this.requeued };
      return this.requeued > 0
        ? this.#begin('run.retryFailed', input, answer)
        : this.#answer('run.retryFailed', input, answer);
    },
    'run.close': (input) => this.#answer('run.close', input, null),
    'rows.view': (input) => this.#answer('rows.view', input, { viewId: 1, count: 0 }),
    'rows.read': (input) => this.#answer('rows.read', input, []),
    'pages.preview': () => null,
    'rows.detail': () => {
      throw new AppError(ErrorCode.NotFound, 'No such row.');
    },
    'hosts.forget': (input) => this.#answer('hosts.forget', input, { hosts: 12 }),
    'run.setHostRules': (input) => this.#answer('run.setHostRules', input, null),
    'hosts.live': (input) => this.#answer('hosts.live', input, []),
    'host.pause': (input) => this.#answer('host.pause', input, null),
    'host.resume': (input) => this.#answer('host.resume', input, null),
    'host.forget': (input) => this.#answer('host.forget', input, null),
    'host.decide': (input) => this.#answer('host.decide', input, null),
    'hosts.read': (input) =>
      this.#answer('hosts.read', input, {
        hosts: this.hosts.map(({ host }) => host).slice(input.from, input.from + input.count),
        count: this.hosts.length,
      }),
    'hosts.detail': (input) => this.#answer('hosts.detail', input, this.#hostOf(input.hostId)),
    'recipe.find': (input) => this.#answer('recipe.find', input, this.found),
    'recipe.try': (input) => this.#answer('recipe.try', input, { pages: [] }),
    'recipe.offers': (input) => this.#answer('recipe.offers', input, []),
    'run.setRecipe': (input) => this.#answer('run.setRecipe', input, this.#snapshotOf('ready')),
    'extract.run': (input) => this.#answer('extract.run', input, this.extraction),
    'extract.cancel': (input) => this.#answer('extract.cancel', input, null),

    'export.columns': (input) =>
      this.#answer('export.columns', input, [
        { name: 'url', kind: 'result' },
        { name: 'title', kind: 'result' },
        { name: 'price', kind: 'field' },
      ]),
    'export.run': (input) =>
      this.#answer('export.run', input, {
        path: input.path,
        rows: this.totals.rows,
        bytes: 2048,
        remarks: [],
      }),
    'export.cancel': (input) => this.#answer('export.cancel', input, null),
    'compare.open': (input) =>
      this.#answer('compare.open', input, {
        comparisonId: input.comparisonId,
        beforeName: 'monday.txt',
        afterName: 'tuesday.txt',
        counts: { new: 1, gone: 2, changed: 3, content: 0, same: 1004, unknown: 0 },
        columns: [{ name: 'price', changed: 3 }],
      }),
    'compare.read': (input) =>
      this.#answer('compare.read', input, { rows: this.compared, count: this.compared.length }),
    'compare.export': (input) =>
      this.#answer('compare.export', input, { path: input.path, rows: 6, bytes: 512, remarks: [] }),
    'compare.cancelExport': (input) => this.#answer('compare.cancelExport', input, null),
    'compare.close': (input) => this.#answer('compare.close', input, null),
    'progress.ack': (input) => this.#answer('progress.ack', input, null),
    'engine.ping': (input) => this.#answer('engine.ping', input, null),
    'engine.shutdown': (input) => this.#answer('engine.shutdown', input, null),
  };

  #answer<Value>(name: EngineRequestName, input: unknown, value: Value): Value {
    this.calls.push({ name, input });
    this.#onCall(name);
    const failure = this.failures.get(name);
    if (failure !== undefined) throw failure;
    return value;
  }

  /** The end is told before the answer, as it is for a list that is done at once. */
  #begin<Value>(name: EngineRequestName, input: unknown, value: Value): Value {
    const answer = this.#answer(name, input, value);
    if (this.endsByItself) {
      this.emit('run.progress', batchOf(this.totals, this.batch));
      this.emit('run.finished', { runId: 'run-1', totals: this.totals });
    }
    return answer;
  }

  #snapshotOf(state: RunState, path = '/lists/list.gleaner'): RunSnapshot {
    return {
      runId: 'run-1',
      name: 'list.txt',
      path,
      state,
      options: DEFAULT_OPTIONS,
      totals: this.totals,
      elapsedMs: 0,
      round: 0,
      salvage: null,
      earlierPath: null,
      ...this.snapshot,
    };
  }

  #hostOf(hostId: number): HostDetail {
    const detail = this.hosts.find(({ host }) => host.hostId === hostId);
    if (detail === undefined) throw new AppError(ErrorCode.NotFound, 'No such host.');
    return detail;
  }
}
