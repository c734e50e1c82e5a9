/**
 * The engine behind its contract: one open run at a time, its imports, views and exports.
 * The command line calls it in its own process; the window reaches it over the engine port.
 */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type {
  EngineEventName,
  EngineEvents,
  EngineHandlers,
  EngineRequests,
} from '../../shared/ipc/engine-api.ts';
import type { RunSnapshot } from '../../shared/run.ts';
import { systemClock, type Clock, type Random } from './clock.ts';
import { Comparisons } from './compare/comparisons.ts';
import { LocalComparison, type ComparisonService } from './compare/comparison-service.ts';
import { DnsCache } from './fetch/dns-cache.ts';
import { KeptPagesHere, type KeptPages } from './extract/run/kept-pages.ts';
import { PooledExtractor } from './extract/pool/pooled-extractor.ts';
import { WORKERS_HERE, type PageWorkers } from './extract/pool/page-workers.ts';
import { RecipeRequests } from './extract/recipe-requests.ts';
import { HttpNetwork, type Network } from './fetch/network.ts';
import { Drafts } from './import/drafts.ts';
import { reportOfRun } from './import/run-report.ts';
import { importEarlierExport } from './import/earlier-export.ts';
import { repeatRun } from './import/repeat-run.ts';
import { Spools } from './import/spool.ts';
import { SessionMemory, type HostMemory } from './governor/host-memory.ts';
import { openRunFile } from './ledger/open-run-file.ts';
import type { RunFile } from './ledger/run-file.ts';
import { collectClosedDatabases } from './ledger/sqlite.ts';
import { RowQueries, type RowQueryService } from './query/row-queries.ts';
import { systemFreeBytes } from './pages/free-space.ts';
import { openBackendHere } from './pages/page-backend.ts';
import type { PageTools } from './run/run-pages.ts';
import { RunSession } from './run/run-session.ts';

export interface EnginePageTools extends Partial<PageTools> {
  /** Reads pages; in this thread there is no time limit. */
  readonly openPageWorkers?: () => PageWorkers;
  readonly openKeptPages?: (path: string) => KeptPages;
}

export interface EngineOptions {
  readonly emit: <Name extends EngineEventName>(name: Name, payload: EngineEvents[Name]) => void;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly network?: Network;
  /** What hosts bore before; by default only in this process. */
  readonly hostMemory?: HostMemory;
  /** Who keeps pages, finds them again and takes columns out of them; by default this thread does. */
  readonly pageTools?: EnginePageTools;
  /** How rows are looked up and exported; by default in this thread. */
  readonly openQueries?: (path: string) => RowQueryService;
  /** Where runs are compared; by default in this thread. */
  readonly createComparison?: () => ComparisonService;
}

export interface Engine {
  readonly handlers: EngineHandlers;
  /** Settles what it can, gives the rest back, closes the run file. */
  dispose(): Promise<void>;
}

export function createEngine(options: EngineOptions): Engine {
  const { emit, clock = systemClock, random = Math.random } = options;
  const openQueries = options.openQueries ?? ((path: string) => new RowQueries(path));
  const network = options.network ?? new HttpNetwork(clock, new DnsCache(clock));
  const hostMemory = options.hostMemory ?? new SessionMemory();
  const pageTools: PageTools = {
    openBackend: openBackendHere,
    freeBytes: systemFreeBytes,
    createExtractor: () => new PooledExtractor(pageWorkers(), { ownsWorkers: false }),
    ...options.pageTools,
  };
  let workers: PageWorkers | null = null;
  const pageWorkers = (): PageWorkers => (workers ??= options.pageTools?.openPageWorkers?.() ?? WORKERS_HERE);
  const recipes = new RecipeRequests({
    session: current,
    openPages: options.pageTools?.openKeptPages ?? ((path) => new KeptPagesHere(path)),
    workers: pageWorkers,
    clock,
    onProgress: (progress) => emit('extract.progress', progress),
  });
  const drafts = new Drafts({
    onProgress: (progress) => emit('import.progress', progress),
    onInspected: (inspected) => emit('import.inspected', inspected),
  });
  const spools = new Spools();
  const comparisons = new Comparisons({
    createService: options.createComparison ?? (() => new LocalComparison()),
    onProgress: (progress) => emit('compare.progress', progress),
    onExportProgress: (progress) => emit('export.progress', progress),
  });
  const exportImports = new Map<string, AbortController>();
  const exports = new Map<
    string,
    { readonly controller: AbortController; readonly done: Promise<unknown> }
  >();
  let lastChange: Promise<unknown> = Promise.resolve();
  let session: RunSession | null = null;
  let queries: RowQueryService | null = null;

  function openSession(path: string): RunSession {
    const file = openRunFile(path);
    try {
      return createSession(file);
    } catch (error) {
      // Its lock must not outlast the attempt.
      file.close();
      throw error;
    }
  }

  function createSession(file: RunFile): RunSession {
    return new RunSession({
      file,
      network,
      clock,
      random,
      hostMemory,
      pageTools,
      onProgress: (batch) => emit('run.progress', batch),
      onFinished: (runId, totals) => emit('run.finished', { runId, totals }),
      onTrouble: (runId, code, message) => emit('run.trouble', { runId, code, message }),
    });
  }

  function current(): RunSession {
    if (session === null) throw new AppError(ErrorCode.WrongState, 'No run is open.');
    return session;
  }

  function currentQueries(): RowQueryService {
    queries ??= openQueries(current().path);
    return queries;
  }

  async function closeSession(): Promise<void> {
    const closing = session;
    session = null;
    await closing?.close();
  }

  /** Opening and closing run one after the other: two at once would leave a run open that nobody knows of. */
  function inTurn<Value>(change: () => Promise<Value>): Promise<Value> {
    const result = lastChange.then(change);
    lastChange = result.catch(() => undefined);
    return result;
  }

  async function close(): Promise<void> {
    for (const { controller } of exports.values()) controller.abort();
    // They read from the connection that is closed next.
    await Promise.allSettled([...exports.values()].map(({ done }) => done));
    await recipes.close();
    await queries?.close();
    queries = null;
    if (session === null) return;
    // In a function of its own, so that nothing here holds the session when it is collected.
    await closeSession();
    await collectClosedDatabases();
  }

  async function openEarlierExport(input: EngineRequests['run.openExport']['input']): Promise<RunSnapshot> {
    const controller = new AbortController();
    exportImports.set(input.importId, controller);
    try {
      // The open run stays open until the export has turned out to be one.
      const path = await importEarlierExport(input, controller.signal, (progress) =>
        emit('import.progress', progress),
      );
      return await inTurn(() => openInstead(path));
    } finally {
      exportImports.delete(input.importId);
    }
  }

  async function openInstead(path: string): Promise<RunSnapshot> {
    await close();
    session = openSession(path);
    return session.snapshot();
  }

  async function dispose(): Promise<void> {
    for (const controller of exportImports.values()) controller.abort();
    drafts.dispose();
    spools.dispose();
    await comparisons.close();
    await inTurn(close);
    await workers?.close();
    hostMemory.close();
  }

  const handlers: EngineHandlers = {
    'text.begin': ({ folder }) => ({ spoolPath: spools.begin(folder) }),
    'text.append': ({ spoolPath, text }) => nothing(spools.append(spoolPath, text)),
    'text.discard': ({ spoolPath }) => nothing(spools.discard(spoolPath)),

    'import.run': (input) => drafts.import(input),
    'import.cancel': ({ importId }) => {
      exportImports.get(importId)?.abort();
      return nothing(drafts.cancel(importId));
    },
    'draft.dropped': ({ draftId, from, count }) => drafts.dropped(draftId, from, count),
    'report.save': ({ draftId, path, excel }) =>
      draftId === null ? reportOfRun(current().path, path, excel) : drafts.report(draftId, path, excel),
    'draft.discard': ({ draftId }) => nothing(drafts.discard(draftId)),

    'run.start': (input) =>
      inTurn(async () => {
        await close();
        session = openSession(drafts.turnIntoRunFile(input.draftId));
        session.resume(input.options, input.sampleRows ?? null);
        return session.snapshot();
      }),
    'run.again': (input) =>
      inTurn(async () => {
        // The open run stays open until the new one is there.
        const path = await repeatRun(input, session);
        const opened = await openInstead(path);
        session?.resume({});
        return session?.snapshot() ?? opened;
      }),
    'run.open': ({ path }) => inTurn(() => openInstead(path)),
    'run.openExport': (input) => openEarlierExport(input),
    'run.resume': (input) => {
      current().resume(input.options);
      return current().snapshot();
    },
    'run.pause': () => nothing(current().pause()),
    'run.stop': async () => {
      await current().stop();
      return current().snapshot();
    },
    'run.setLimits': ({ limits }) => nothing(current().setLimits(limits)),
    'run.retryFailed': (input) => ({ requeued: current().retryFailed(input.selection, input.options) }),
    'run.plan': ({ deadlineMs }) => session?.plan(deadlineMs) ?? null,
    'hosts.forget': () => ({ hosts: hostMemory.forgetAll() }),
    'run.setHostRules': ({ rules }) => nothing(current().setHostRules(rules)),
    'hosts.live': ({ origins }) => current().hostsLive(origins),
    'host.pause': ({ origin }) => nothing(current().pauseHost(origin)),
    'host.resume': ({ origin }) => nothing(current().resumeHost(origin)),
    'host.forget': ({ origin }) => nothing(current().forgetHost(origin)),
    'host.decide': ({ origin, decision }) => nothing(current().decideHost(origin, decision)),
    // Without an open run there is nothing that sleep could hurt.
    'run.sleep': () => nothing(session?.sleep()),
    'run.wake': () => nothing(session?.wake()),
    'run.close': async () => nothing(await inTurn(close)),

    'rows.view': ({ filter, sort }) => currentQueries().view(filter, sort),
    'rows.read': ({ viewId, from, count }) => currentQueries().read(viewId, from, count),
    'rows.detail': ({ rowId }) => currentQueries().detail(rowId),
    'pages.preview': ({ rowId }) => currentQueries().preview(rowId),
    'hosts.read': ({ search, from, count }) => currentQueries().hosts(search, from, count),
    'hosts.detail': ({ hostId }) => currentQueries().hostDetail(hostId),

    ...recipes.handlers,

    'export.columns': () => currentQueries().exportColumns(),
    'export.run': async ({ exportId, path, options: exportOptions }) => {
      const controller = new AbortController();
      const done = currentQueries().export({
        path,
        options: exportOptions,
        signal: controller.signal,
        onProgress: (rowsDone, rowsTotal) => emit('export.progress', { exportId, rowsDone, rowsTotal }),
      });
      exports.set(exportId, { controller, done });
      session?.makeWayFor(done);
      try {
        return await done;
      } finally {
        exports.delete(exportId);
      }
    },
    'export.cancel': ({ exportId }) => nothing(exports.get(exportId)?.controller.abort()),

    ...comparisons.handlers,

    'progress.ack': ({ seq }) => nothing(session?.acknowledge(seq)),
    'engine.ping': () => null,
    'engine.shutdown': async () => nothing(await dispose()),
  };

  return { handlers, dispose };
}

/** Requests that have nothing to say answer `null`, which survives every way of sending it. */
function nothing(_done: void | undefined): null {
  return null;
}
