import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { SeededRandom } from '../seeded-random.ts';
import { SharedStrings } from './shared-strings.ts';

const folder = mkdtempSync(join(tmpdir(), 'gleaner-strings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('gives back every text, from memory and from the disk, and removes its file', () => {
  const random = new SeededRandom(3);
  const texts = Array.from({ length: 3000 }, (_, at) =>
    random.text([String(at), 'ü', '日本', '😀', 'abcdef'], 30),
  );
  const strings = new SharedStrings({
    fileName: 'list.xlsx',
    spoolFolder: folder,
    blockBytes: 1024,
    memoryBytes: 4096,
  });

  for (const text of texts) strings.add(text);

  expect(readdirSync(folder)).toHaveLength(1);
  for (let round = 0; round < 6000; round++) {
    const at = random.below(texts.length);
    expect(strings.at(at)).toBe(texts[at]);
  }
  expect([-1, 3000, 1.5, Number.NaN].map((at) => strings.at(at))).toEqual(['', '', '', '']);
  strings.close();
  expect(readdirSync(folder)).toEqual([]);
});
