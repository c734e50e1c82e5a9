/**
 * `npm test`: types, lint, unit tests and the end-to-end tests in the real window. Every stage runs
 * whatever became of the ones before it; the last line adds all of them up.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runPlaywright } from './e2e-environment.mjs';
import { TEST_RESULTS } from './paths.mjs';
import { runNode } from './run-child.mjs';
import {
  ONE_FAILED,
  ONE_PASSED,
  addUp,
  countPlaywright,
  countVitest,
  judgeStage,
  summaryLine,
} from './test-report.mjs';

const UNIT_REPORT = join(TEST_RESULTS, 'unit.json');
/** Written by e2e/playwright.config.ts. */
const E2E_REPORT = join(TEST_RESULTS, 'e2e.json');

/** @type {readonly [string, () => Promise<import('./test-report.mjs').TestCounts>][]} */
const STAGES = [
  ['Types', () => allSucceed([['typescript/bin/tsc', '-b']])],
  [
    'Lint and format',
    () =>
      allSucceed([
        ['oxlint/bin/oxlint', '--deny-warnings'],
        ['oxfmt/bin/oxfmt', '--check', '.'],
      ]),
  ],
  ['Unit tests', runUnitTests],
  ['End-to-end tests', runEndToEndTests],
];

await mkdir(TEST_RESULTS, { recursive: true });
const results = [];
for (const [title, run] of STAGES) {
  process.stdout.write(`\n== ${title}\n`);
  const counts = await run().catch((error) => {
    process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return ONE_FAILED;
  });
  process.stdout.write(`${title}: ${summaryLine(counts)}\n`);
  results.push(counts);
}
const total = addUp(results);
process.stdout.write(`\n${summaryLine(total)}\n`);
process.exitCode = total.failed === 0 ? 0 : 1;

/**
 * @param {readonly (readonly [string, ...string[]])[]} tools Each a script below node_modules and its arguments.
 */
async function allSucceed(tools) {
  let isClean = true;
  for (const [script, ...args] of tools) {
    isClean = (await runNode(join('node_modules', script), args)) === 0 && isClean;
  }
  return isClean ? ONE_PASSED : ONE_FAILED;
}

async function runUnitTests() {
  await rm(UNIT_REPORT, { force: true });
  const status = await runNode('node_modules/vitest/vitest.mjs', [
    'run',
    '--config=electron/runtime/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${UNIT_REPORT}`,
  ]);
  const report = await readReport(UNIT_REPORT);
  return judgeStage(report === null ? null : countVitest(report), status);
}

async function runEndToEndTests() {
  await rm(E2E_REPORT, { force: true });
  const status = await runPlaywright([]);
  const report = await readReport(E2E_REPORT);
  return judgeStage(report === null ? null : countPlaywright(report), status);
}

/** @param {string} path */
async function readReport(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return null;
  }
}
