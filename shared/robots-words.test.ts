import { expect, it } from 'vitest';
import { robotsWords } from './robots-words.ts';

const NOTHING = { refusedRows: 0, unavailableHosts: 0, delayedHosts: 0, slowest: null };

it('says nothing when all is as usual', () => {
  expect(robotsWords(NOTHING)).toEqual([]);
});

it('says what a person should know', () => {
  const slowest = { origin: 'https://shop.example', crawlDelayMs: 10_000 };
  expect(robotsWords({ refusedRows: 1200, unavailableHosts: 1, delayedHosts: 1, slowest })).toEqual([
    '1,200 rows fetched that it asks not to fetch',
    'could not be read at 1 host, which counts as a no',
    'https://shop.example asks for 10 s between requests',
  ]);
  expect(robotsWords({ ...NOTHING, delayedHosts: 3, slowest })).toEqual([
    '3 hosts ask for a pause between requests, https://shop.example for 10 s',
  ]);
});
