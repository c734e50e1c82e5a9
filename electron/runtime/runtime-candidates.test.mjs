import { expect, it } from 'vitest';
import { RETRY_DOWNLOAD_AFTER_MS, hasFallback, runtimeCandidates } from './runtime-candidates.mjs';

const VERSION = '45.4.1';
const NOW_MS = 1_800_000_000_000;

/** A linux-x64 machine on which nothing is installed and nothing was tried. */
const bare = {
  platform: 'linux',
  arch: 'x64',
  overridePath: undefined,
  isOfficialInstalled: false,
  lastFailure: null,
  isDownloadForced: false,
  nowMs: NOW_MS,
};
const justFailed = { version: VERSION, failedAtMs: NOW_MS - 1000, reason: 'fetch failed' };

it('tries only the runtime that the environment names', () => {
  expect(runtimeCandidates({ ...bare, overridePath: '/opt/e', isOfficialInstalled: true }, VERSION)).toEqual([
    'override',
  ]);
});

it('takes an empty override for none', () => {
  expect(runtimeCandidates({ ...bare, overridePath: '' }, VERSION)).toEqual(['download', 'fallback']);
});

it('prefers the installed official runtime to any download', () => {
  expect(runtimeCandidates({ ...bare, isOfficialInstalled: true }, VERSION)).toEqual(['installed']);
});

it('tries the official download before the fallback', () => {
  expect(runtimeCandidates(bare, VERSION)).toEqual(['download', 'fallback']);
});

it('does not ask a network again that refused the download a moment ago', () => {
  expect(runtimeCandidates({ ...bare, lastFailure: justFailed }, VERSION)).toEqual(['fallback']);
});

it.each([
  ['a day has passed', { nowMs: justFailed.failedAtMs + RETRY_DOWNLOAD_AFTER_MS }],
  ['it is forced', { isDownloadForced: true }],
  ['another version failed then', { lastFailure: { ...justFailed, version: '44.0.0' } }],
  ['the clock was set back', { nowMs: justFailed.failedAtMs - 1 }],
])('tries the download again when %s', (_title, change) => {
  const facts = { ...bare, lastFailure: justFailed, ...change };

  expect(runtimeCandidates(facts, VERSION)).toEqual(['download', 'fallback']);
});

it('has the fallback on linux-x64 only, and elsewhere always tries the download', () => {
  const mac = { ...bare, platform: 'darwin', arch: 'arm64', lastFailure: justFailed };

  expect(hasFallback({ platform: 'linux', arch: 'arm64' })).toBe(false);
  expect(runtimeCandidates(mac, VERSION)).toEqual(['download']);
});
