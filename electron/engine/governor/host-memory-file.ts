/**
 * What hosts bore, kept in a file from run to run. Written rarely, because it is only a good
 * start for the next run, and never half. The window and the command line share it: what
 * another process has learnt meanwhile stays.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LIMIT_RANGES } from '../../../shared/options.ts';
import type { Clock, Timer } from '../clock.ts';
import type { BorneLimits } from './host-governor.ts';
import type { HostMemory } from './host-memory.ts';

export const HOSTS_MAX = 20_000;
export const REMEMBERED_MS = 90 * 86_400_000;
export const WRITE_INTERVAL_MS = 30_000;
const VERSION = 1;
/** Several times what {@link HOSTS_MAX} hosts need. */
const FILE_MAX_BYTES = 16 * 1024 * 1024;
const ORIGIN_MAX_LENGTH = 300;
const RATE_MAX = 100_000;
/** Clocks differ; a time further ahead than this is none. */
const AHEAD_MAX_MS = 86_400_000;

interface Remembered extends BorneLimits {
  /** Wall-clock time in epoch milliseconds. */
  readonly atMs: number;
}

export interface FileMemoryOptions {
  readonly path: string;
  readonly clock: Clock;
  /** In plain words, for the log or the terminal. */
  readonly report: (message: string) => void;
}

export class FileMemory implements HostMemory {
  readonly #o: FileMemoryOptions;
  /** The oldest first. */
  #hosts: Map<string, Remembered>;
  /** Since the last write; what stands in the file about them does not count. */
  readonly #forgotten = new Set<string>();
  #isDirty = false;
  #timer: Timer | null = null;

  constructor(options: FileMemoryOptions) {
    this.#o = options;
    this.#hosts = this.#load();
  }

  get size(): number {
    return this.#hosts.size;
  }

  read(origin: string): BorneLimits | null {
    return this.#hosts.get(origin) ?? null;
  }

  write(origin: string, { ratePerSec, inFlight, isCeiling }: BorneLimits): void {
    const remembered = { ratePerSec, inFlight, isCeiling, atMs: this.#o.clock.wallNow() };
    if (!isOrigin(origin) || !isValid(remembered, this.#o.clock.wallNow())) return;
    this.#hosts.delete(origin);
    this.#hosts.set(origin, remembered);
    this.#forgotten.delete(origin);
    if (this.#hosts.size > HOSTS_MAX * 1.1) this.#hosts = newest(this.#hosts);
    this.#changed();
  }

  forget(origin: string): void {
    this.#hosts.delete(origin);
    this.#forgotten.add(origin);
    this.#changed();
  }

  /** @returns How many hosts were known. */
  forgetAll(): number {
    // As the file is now: another process may have learnt more.
    const count = new Set([...this.#hosts.keys(), ...this.#load().keys()]).size;
    this.#hosts.clear();
    this.#forgotten.clear();
    this.#stopWaiting();
    this.#isDirty = false;
    this.#try(() => rmSync(this.#o.path, { force: true }));
    return count;
  }

  /** Writes what is not written yet. */
  close(): void {
    this.#stopWaiting();
    if (this.#isDirty) this.#save();
  }

  #changed(): void {
    this.#isDirty = true;
    this.#timer ??= this.#o.clock.after(WRITE_INTERVAL_MS, () => {
      this.#timer = null;
      this.#save();
    });
  }

  #stopWaiting(): void {
    this.#timer?.cancel();
    this.#timer = null;
  }

  #save(): void {
    for (const [origin, stored] of this.#load()) {
      if (this.#forgotten.has(origin)) continue;
      const own = this.#hosts.get(origin);
      if (own === undefined || own.atMs < stored.atMs) this.#hosts.set(origin, stored);
    }
    this.#hosts = newest(this.#hosts);
    const hosts = Object.fromEntries(this.#hosts);
    const { path } = this.#o;
    const temporaryPath = `${path}.${process.pid}.new`;
    const isWritten = this.#try(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(temporaryPath, `${JSON.stringify({ version: VERSION, hosts })}\n`);
      renameSync(temporaryPath, path);
    });
    if (isWritten) this.#forgotten.clear();
    // What cannot be written now is tried again with the next change.
    this.#isDirty = !isWritten;
  }

  /** What can be used of the file; nothing in it can do harm. */
  #load(): Map<string, Remembered> {
    const { path, clock, report } = this.#o;
    let text: string;
    try {
      if (statSync(path).size > FILE_MAX_BYTES) throw new Error('it is far too large');
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (!isMissing(error)) report(`What hosts bore before cannot be read: ${messageOf(error)}.`);
      return new Map();
    }
    const stored = parse(text);
    if (stored === null) {
      report(
        `What hosts bore before cannot be read: ${path} is damaged. Gleaner starts anew with every host.`,
      );
      return new Map();
    }
    const nowMs = clock.wallNow();
    const hosts = new Map<string, Remembered>();
    for (const [origin, value] of Object.entries(stored))
      if (isOrigin(origin) && isValid(value, nowMs)) hosts.set(origin, pick(value));
    return newest(hosts);
  }

  #try(change: () => void): boolean {
    try {
      change();
      return true;
    } catch (error) {
      this.#o.report(`What hosts bore cannot be kept: ${messageOf(error)}.`);
      return false;
    }
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const stored: unknown = JSON.parse(text);
    if (!isRecord(stored) || stored['version'] !== VERSION) return null;
    const hosts = stored['hosts'];
    return isRecord(hosts) ? hosts : null;
  } catch {
    return null;
  }
}

function newest(hosts: Map<string, Remembered>): Map<string, Remembered> {
  const sorted = [...hosts].toSorted(([, a], [, b]) => a.atMs - b.atMs);
  return new Map(sorted.slice(-HOSTS_MAX));
}

/** Scheme, host and port, and never credentials. */
function isOrigin(text: string): boolean {
  if (text.length > ORIGIN_MAX_LENGTH || !/^https?:/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

function isValid(value: unknown, nowMs: number): value is Remembered {
  if (!isRecord(value)) return false;
  const { ratePerSec, inFlight, isCeiling, atMs } = value;
  return (
    isWithin(ratePerSec, 0, RATE_MAX) &&
    ratePerSec > 0 &&
    (inFlight === null || isWithin(inFlight, 0, LIMIT_RANGES.concurrency.max)) &&
    typeof isCeiling === 'boolean' &&
    isWithin(atMs, nowMs - REMEMBERED_MS, nowMs + AHEAD_MAX_MS)
  );
}

/** Nothing else that may stand there. */
function pick({ ratePerSec, inFlight, isCeiling, atMs }: Remembered): Remembered {
  return { ratePerSec, inFlight, isCeiling, atMs };
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
