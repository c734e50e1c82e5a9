/**
 * Entry of the engine process that the window's main process starts. It only connects
 * the engine to its port; what the engine does stands in engine.ts. It ends when main
 * ends, however main ended.
 */
import type { EngineEventMessage } from '../../shared/ipc/engine-api.ts';
import { systemClock } from './clock.ts';
import { WorkerComparison } from './compare/worker-comparison.ts';
import { createEngine } from './engine.ts';
import { serveEngine, type EnginePort } from './engine-port.ts';
import { FileMemory } from './governor/host-memory-file.ts';
import { THREADED_PAGE_TOOLS } from './run/threaded-page-tools.ts';
import { WorkerRowQueries } from './query/worker-row-queries.ts';

/** What Electron adds to `process` in a utility process; typed here, since the engine knows no Electron. */
interface UtilityProcess {
  readonly parentPort?: EnginePort;
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// Ctrl-C in a terminal reaches the whole group; main decides when the engine ends.
process.on('SIGINT', () => undefined);
process.on('SIGHUP', () => undefined);

const { parentPort } = process as typeof process & UtilityProcess;
if (parentPort === undefined) {
  fail(new Error('This file is started by Gleaner itself. Use the command line instead: gleaner run LIST'));
}

// Main says where settings are kept.
const hostsPath = process.env['GLEANER_HOSTS_FILE'];
const engine = createEngine({
  ...(hostsPath === undefined || hostsPath === ''
    ? {}
    : {
        hostMemory: new FileMemory({
          path: hostsPath,
          clock: systemClock,
          report: (message) => process.stderr.write(`${message}\n`),
        }),
      }),
  emit: (event, payload) => {
    // Pairs of one name and its payload, which the compiler cannot follow through the union.
    const message = { event, payload } as EngineEventMessage;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a process has no origin
    parentPort.postMessage(message);
  },
  // Sorting a million rows takes seconds, during which fetching goes on.
  pageTools: THREADED_PAGE_TOOLS,
  openQueries: (path) => new WorkerRowQueries(path),
  createComparison: () => new WorkerComparison(),
});
serveEngine(engine, parentPort, (exitCode) => process.exit(exitCode));
