import { expect, it } from 'vitest';
import { ONE_FAILED, addUp, countPlaywright, countVitest, judgeStage, summaryLine } from './test-report.mjs';

const vitestReport = {
  numPassedTests: 5,
  numFailedTests: 1,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: 'failed', assertionResults: [{}, {}] }],
};

it('counts what vitest counts', () => {
  expect(countVitest(vitestReport)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

it('counts a test file that could not be loaded as a failure', () => {
  const testResults = [...vitestReport.testResults, { status: 'failed', assertionResults: [] }];

  expect(countVitest({ ...vitestReport, testResults }).failed).toBe(2);
});

it('counts what failed outside of any end-to-end test', () => {
  const stats = { expected: 3, flaky: 1, unexpected: 1, skipped: 1 };

  expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 2, skipped: 1 });
});

it.each([
  ['left no report', null, 0],
  ['ran no test', { passed: 0, failed: 0, skipped: 4 }, 0],
])('fails a stage that %s', (_title, counts, exitStatus) => {
  expect(judgeStage(counts, exitStatus)).toEqual(ONE_FAILED);
});

it('fails a stage that ended badly although each of its tests passed', () => {
  expect(judgeStage({ passed: 7, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 7, failed: 1, skipped: 0 });
});

it('adds up all stages in one line and names skipped tests only when there are some', () => {
  const total = addUp([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 40, failed: 2, skipped: 3 },
  ]);

  expect(summaryLine(total)).toBe('41 passed, 2 failed, 3 skipped');
  expect(summaryLine({ ...total, skipped: 0 })).toBe('41 passed, 2 failed');
});
