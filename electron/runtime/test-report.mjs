/** Counts tests from the reports of vitest and Playwright. Pure: reads no files. */

/**
 * @typedef {object} TestCounts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 *
 * @typedef {object} VitestReport The part of vitest's JSON report that is used here.
 * @property {number} numPassedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {number} numFailedTests
 * @property {readonly { status: string, assertionResults: readonly unknown[] }[]} testResults
 *
 * @typedef {object} PlaywrightReport The part of Playwright's JSON report that is used here.
 * @property {{ expected: number, flaky: number, unexpected: number, skipped: number }} stats
 * @property {readonly unknown[]} errors What failed outside of any test.
 */

/** @type {TestCounts} */
export const ONE_PASSED = { passed: 1, failed: 0, skipped: 0 };
/** @type {TestCounts} */
export const ONE_FAILED = { passed: 0, failed: 1, skipped: 0 };

/**
 * @param {VitestReport} report
 * @returns {TestCounts}
 */
export function countVitest(report) {
  // A file that cannot be loaded has no tests, so it is in none of vitest's own test counts.
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/**
 * @param {PlaywrightReport} report
 * @returns {TestCounts}
 */
export function countPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
  };
}

/**
 * A stage that ran no test or ended badly counts as a failure, whatever its report says.
 *
 * @param {TestCounts | null} counts `null` when there is no report.
 * @param {number} exitStatus
 * @returns {TestCounts}
 */
export function judgeStage(counts, exitStatus) {
  if (counts === null || counts.passed + counts.failed === 0) return ONE_FAILED;
  return exitStatus !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * @param {readonly TestCounts[]} stages
 * @returns {TestCounts}
 */
export function addUp(stages) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of stages) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** @param {TestCounts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
