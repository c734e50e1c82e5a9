/** Entry of the worker thread that compares two runs, so that a million rows do not hold up the engine's loop. */
import { parentPort } from 'node:worker_threads';
import { serveCalls } from '../query/serve-calls.ts';
import type { CompareCall } from './compare-calls.ts';
import { LocalComparison } from './comparison-service.ts';

if (parentPort === null) throw new Error('This file runs as a worker thread.');
const comparison = new LocalComparison();

serveCalls<CompareCall>(parentPort, {
  answer(call, work) {
    switch (call.name) {
      case 'open':
        return comparison.open(call.files, work);
      case 'read':
        return comparison.read(call.filter, call.from, call.count);
      case 'export':
        return comparison.export({ path: call.path, format: call.format, filter: call.filter, ...work });
    }
  },
  close: () => comparison.close(),
});
