/** A command line without a process: texts are collected, the clock stands still unless it is moved. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { CliContext } from '../context.ts';
import type { TextSink } from '../output.ts';
import { FakeEngine } from './fake-engine.ts';
import { temporaryFolder } from './temporary-folder.ts';

export class FakeSink implements TextSink {
  text = '';
  isTerminal = false;
  columns = 80;

  write(text: string): void {
    this.text += text;
  }

  /** @returns What was written, as the objects of NDJSON. */
  jsonLines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line));
  }
}

export interface FakeCli {
  readonly engine: FakeEngine;
  readonly stdout: FakeSink;
  readonly stderr: FakeSink;
  readonly interrupt: AbortController;
  /** An empty folder of its own, removed after the test. */
  readonly folder: string;
  readonly clock: { nowMs: number };
  readonly context: CliContext;
  /** As if `error` had been thrown where nobody catches. */
  crash(error: unknown): void;
}

export function fakeCli(): FakeCli {
  const folder = temporaryFolder();
  const engine = new FakeEngine();
  const stdout = new FakeSink();
  const stderr = new FakeSink();
  const interrupt = new AbortController();
  const clock = { nowMs: 0 };
  const { promise: crashed, reject: crash } = withRejector();
  const context: CliContext = {
    createEngine: engine.create,
    stdout,
    stderr,
    interrupt: interrupt.signal,
    crashed,
    nowMs: () => clock.nowMs,
    folder,
    program: 'gleaner',
    isUnicode: true,
    hostsPath: null,
    demoShopUrl: shopProgram(folder),
  };
  return { engine, stdout, stderr, interrupt, folder, clock, context, crash };
}

function withRejector(): { promise: Promise<never>; reject(reason: unknown): void } {
  let reject!: (reason: unknown) => void;
  // The executor runs before the constructor returns.
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}

/** A stand-in that only says where it listens, and ends with its parent. */
function shopProgram(folder: string): URL {
  const file = path.join(folder, 'shop.mjs');
  writeFileSync(
    file,
    `process.send({ type: 'listening', origin: 'http://127.0.0.1:9' });
     process.on('disconnect', () => process.exit(0));`,
  );
  return new URL(`file://${file}`);
}
