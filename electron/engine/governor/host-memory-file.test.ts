import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { FileMemory, HOSTS_MAX, REMEMBERED_MS, WRITE_INTERVAL_MS } from './host-memory-file.ts';

const SHOP = 'https://shop.example';
const BORNE = { ratePerSec: 53, inFlight: 8, isCeiling: true };

let folder: string;
let path: string;
let clock: VirtualClock;
let reports: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gleaner-hosts-'));
  path = join(folder, 'made', 'hosts.json');
  clock = new VirtualClock();
  reports = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => new FileMemory({ path, clock, report: (message) => reports.push(message) });

function reopened(memory: FileMemory): FileMemory {
  memory.close();
  return open();
}

function stored(hosts: unknown, version: unknown = 1): void {
  path = join(folder, 'hosts.json');
  writeFileSync(path, JSON.stringify({ version, hosts }));
}

it('remembers from one process to the next', () => {
  const memory = open();
  expect(memory.read(SHOP)).toBeNull();
  memory.write(SHOP, BORNE);
  memory.write('http://a.example:8080', { ratePerSec: 0.5, inFlight: null, isCeiling: false });
  const again = reopened(memory);
  expect(again.read(SHOP)).toMatchObject(BORNE);
  expect(again.read('http://a.example:8080')).toMatchObject({ inFlight: null });
  expect(again.size).toBe(2);
  expect(reports).toEqual([]);
});

it('writes rarely: some time after a change, and at the end', () => {
  const memory = open();
  memory.write(SHOP, BORNE);
  memory.write(SHOP, { ...BORNE, ratePerSec: 60 });
  expect(clock.timerCount).toBe(1);
  expect(open().size).toBe(0);
  clock.advance(WRITE_INTERVAL_MS);
  expect(open().read(SHOP)).toMatchObject({ ratePerSec: 60 });
  expect(clock.timerCount).toBe(0);
  const text = readFileSync(path, 'utf8');
  memory.close();
  expect(readFileSync(path, 'utf8')).toBe(text);
});

it('keeps what another process has learnt, and the newer of two', () => {
  const one = open();
  const other = open();
  one.write(SHOP, BORNE);
  clock.advance(1000);
  other.write(SHOP, { ...BORNE, ratePerSec: 9 });
  other.write('https://b.example', BORNE);
  other.close();
  one.write('https://a.example', BORNE);
  const after = reopened(one);
  expect(after.size).toBe(3);
  expect(after.read(SHOP)).toMatchObject({ ratePerSec: 9 });
});

it('forgets one host, and all', () => {
  const memory = open();
  memory.write(SHOP, BORNE);
  memory.write('https://b.example', BORNE);
  const again = reopened(memory);
  again.forget(SHOP);
  const after = reopened(again);
  expect(after.read(SHOP)).toBeNull();
  expect(after.forgetAll()).toBe(1);
  expect(reopened(after).size).toBe(0);
  expect(open().forgetAll()).toBe(0);
  expect(reports).toEqual([]);
});

it('forgets what is old', () => {
  const memory = open();
  memory.write(SHOP, BORNE);
  memory.close();
  clock.advance(REMEMBERED_MS + 1);
  expect(open().size).toBe(0);
});

it('keeps no more than its share, the newest', () => {
  const memory = open();
  for (let index = 0; index < HOSTS_MAX + 3000; index++) {
    if (index === HOSTS_MAX) clock.advance(1000);
    memory.write(`https://h${index}.example`, BORNE);
  }
  const after = reopened(memory);
  expect(after.size).toBe(HOSTS_MAX);
  expect(after.read(`https://h${HOSTS_MAX + 2999}.example`)).not.toBeNull();
});

it('never writes credentials, or anything that is no origin', () => {
  const memory = open();
  for (const text of ['https://user:pw@shop.example', 'https://shop.example/path', 'file:///etc', 'x'])
    memory.write(text, BORNE);
  const withMore = { ...BORNE, password: 'secret' };
  memory.write(SHOP, withMore);
  memory.close();
  expect(readFileSync(path, 'utf8')).not.toMatch(/pw|secret|path|etc/);
  expect(open().size).toBe(1);
});

describe('a file that cannot be used', () => {
  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":1}',
    '{"version":1,"hosts":[]}',
    '{"version":9,"hosts":{}}',
    '\u{0}',
  ])('is told of and does no harm: %j', (text) => {
    path = join(folder, 'hosts.json');
    writeFileSync(path, text);
    const memory = open();
    expect(memory.size).toBe(0);
    expect(reports).toHaveLength(1);
    memory.write(SHOP, BORNE);
    expect(reopened(memory).read(SHOP)).toMatchObject(BORNE);
  });

  it('gives what is usable of it', () => {
    const atMs = clock.wallNow();
    stored({
      [SHOP]: { ...BORNE, atMs },
      'https://a.example': { ...BORNE, atMs, ratePerSec: -1 },
      'https://b.example': { ...BORNE, atMs, ratePerSec: '9' },
      'https://c.example': { ...BORNE, atMs, inFlight: 1e9 },
      'https://d.example': { ...BORNE, atMs, isCeiling: 1 },
      'https://e.example': { ...BORNE, atMs: atMs * 2 },
      'https://f.example': null,
      'https://u:p@g.example': { ...BORNE, atMs },
      __proto__: { ...BORNE, atMs },
      constructor: { ...BORNE, atMs },
    });
    const memory = open();
    expect(memory.size).toBe(1);
    expect(memory.read('constructor')).toBeNull();
  });

  it('does not stop a run when it cannot be written', () => {
    writeFileSync(join(folder, 'made'), 'a file where the folder should be');
    const memory = open();
    memory.write(SHOP, BORNE);
    memory.close();
    expect(memory.read(SHOP)).toMatchObject(BORNE);
    expect(reports.at(-1)).toContain('cannot be kept');
  });
});
