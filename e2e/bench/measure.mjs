/** Runs one command under `measure.py` and reads what it printed and what it cost. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { atEnd } from './at-end.mjs';

export const PYTHON = '/usr/bin/python3';

const MEASURE = fileURLToPath(new URL('measure.py', import.meta.url));

/**
 * @param {readonly string[]} command
 * @param {object} options
 * @param {string} options.folder For what is written on the way.
 * @param {(object: unknown, sinceStartMs: number) => void} [options.onLine] Gets each JSON line of its output.
 * @returns What it cost, and `last`: the last JSON line of its output, `null` when there was none.
 */
export async function measure(command, { folder, onLine }) {
  const costsPath = join(folder, 'costs.json');
  rmSync(costsPath, { force: true });
  const startedMs = performance.now();
  const child = spawn(PYTHON, [MEASURE, costsPath, ...command], {
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    // What hosts bore is not to be remembered: each run is to find it anew.
    env: { ...process.env, NODE_OPTIONS: '', GLEANER_HOSTS_FILE: '' },
  });
  const forget = atEnd(() => child.kill());
  let last = null;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return;
    last = JSON.parse(line);
    onLine?.(last, performance.now() - startedMs);
  });
  // curl draws its progress meter there; only the end can be of interest.
  let errorText = '';
  child.stderr.on('data', (chunk) => {
    errorText = (errorText + chunk).slice(-2000);
  });
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  forget();
  const costs = JSON.parse(readFileSync(costsPath, 'utf8'));
  return { ...costs, last, errorText };
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
