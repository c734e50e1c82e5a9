/** Decides which Electron runtimes to try, in which order, and why. Pure: gathers nothing itself. */

/**
 * @typedef {object} RuntimeFacts
 * @property {string} platform As in `process.platform`.
 * @property {string} arch As in `process.arch`.
 * @property {string | undefined} overridePath `ELECTRON_OVERRIDE_DIST_PATH`.
 * @property {boolean} isOfficialInstalled The declared version lies in node_modules.
 * @property {FailedDownload | null} lastFailure The last attempt at the official download, when it failed.
 * @property {boolean} isDownloadForced Try the official download however recently it failed.
 * @property {number} nowMs
 *
 * @typedef {object} FailedDownload
 * @property {string} version The version that was asked for.
 * @property {number} failedAtMs
 * @property {string} reason
 *
 * @typedef {'override' | 'installed' | 'download' | 'fallback'} RuntimeKind
 */

/** A blocked network stays blocked; asking it again at every start would only cost time. */
export const RETRY_DOWNLOAD_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * @param {RuntimeFacts} facts
 * @param {string} version The declared Electron version.
 * @returns {readonly RuntimeKind[]} The first that works is taken; empty when nothing can be tried.
 */
export function runtimeCandidates(facts, version) {
  // Who names a runtime wants that one or an error, not another one.
  if (facts.overridePath !== undefined && facts.overridePath !== '') return ['override'];
  if (facts.isOfficialInstalled) return ['installed'];
  /** @type {RuntimeKind[]} */
  const candidates = [];
  if (!hasFailedRecently(facts, version)) candidates.push('download');
  if (hasFallback(facts)) candidates.push('fallback');
  // Without a fallback there is nothing to lose by asking again.
  return candidates.length > 0 ? candidates : ['download'];
}

/** @param {Pick<RuntimeFacts, 'platform' | 'arch'>} machine */
export function hasFallback({ platform, arch }) {
  return platform === 'linux' && arch === 'x64';
}

/**
 * @param {RuntimeFacts} facts
 * @param {string} version
 */
function hasFailedRecently({ lastFailure, isDownloadForced, nowMs }, version) {
  if (lastFailure === null || isDownloadForced || lastFailure.version !== version) return false;
  const ageMs = nowMs - lastFailure.failedAtMs;
  // A time in the future comes from a clock that was set back: it would never expire.
  return ageMs >= 0 && ageMs < RETRY_DOWNLOAD_AFTER_MS;
}
