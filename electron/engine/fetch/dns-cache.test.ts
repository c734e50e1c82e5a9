import { describe, expect, it } from 'vitest';
import type { LookupAddress } from 'node:dns';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { DnsCache } from './dns-cache.ts';

const HERE: LookupAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

function setup() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const open: { name: string; reply: (error: Error | null, addresses?: LookupAddress[]) => void }[] = [];
  const cache = new DnsCache(clock, (name, callback) => {
    asked.push(name);
    open.push({ name, reply: (error, addresses = []) => callback(error, addresses) });
  });
  /** What came back so far, one entry for each caller. */
  const answers: string[] = [];
  const resolve = (name: string) =>
    cache.resolve(name, (error, addresses) =>
      answers.push(error === null ? addresses.map(({ address }) => address).join() : error.message),
    );
  const replyAll = () => {
    for (const one of open.splice(0)) one.reply(null, HERE);
  };
  return { clock, cache, asked, open, answers, resolve, replyAll };
}

describe('DnsCache', () => {
  it('asks once for a name that many want at the same time', () => {
    const { asked, answers, resolve, replyAll } = setup();
    for (let caller = 0; caller < 100; caller++) resolve('a.test');

    replyAll();

    expect(asked).toEqual(['a.test']);
    expect(answers).toEqual(Array(100).fill('127.0.0.1,::1'));
  });

  it('asks for a bounded number of names at a time, in order', () => {
    const { asked, open, resolve } = setup();
    for (let name = 0; name < 30; name++) resolve(`${name}.test`);
    expect(asked).toHaveLength(8);

    open.shift()!.reply(null, HERE);

    expect(asked).toHaveLength(9);
    expect(asked.at(-1)).toBe('8.test');
  });

  it('keeps an answer for a minute', () => {
    const { clock, asked, answers, resolve, replyAll } = setup();
    resolve('a.test');
    replyAll();

    clock.advance(59_999);
    resolve('a.test');
    expect([asked.length, answers.length]).toEqual([1, 2]);
    clock.advance(1);
    resolve('a.test');

    expect(asked.length).toBe(2);
  });

  it('keeps a failure for ten seconds only', () => {
    const { clock, asked, open, answers, resolve } = setup();
    resolve('a.test');
    open[0]!.reply(new Error('no such name'));

    clock.advance(9999);
    resolve('a.test');
    expect(answers).toEqual(['no such name', 'no such name']);
    clock.advance(1);
    resolve('a.test');

    expect(asked).toHaveLength(2);
  });

  it('takes an answer without addresses for a name that does not exist', () => {
    const { open, answers, resolve } = setup();
    resolve('a.test');

    open[0]!.reply(null, []);

    expect(answers[0]).toContain('ENOTFOUND');
  });

  it('asks nobody for an address', () => {
    const { asked, answers, resolve } = setup();

    resolve('192.0.2.1');
    resolve('2001:db8::1');

    expect([asked, answers]).toEqual([[], ['192.0.2.1', '2001:db8::1']]);
  });

  it('answers in the form that a socket asks for', () => {
    const { cache, resolve, replyAll } = setup();
    resolve('a.test');
    replyAll();
    const results: unknown[] = [];

    cache.lookup('a.test', { all: true }, (...result) => results.push(result));
    cache.lookup('a.test', { all: false }, (...result) => results.push(result));

    expect(results).toEqual([
      [null, HERE],
      [null, '127.0.0.1', 4],
    ]);
  });

  it('keeps a bounded number of names', () => {
    const { asked, resolve, replyAll } = setup();
    for (let name = 0; name < 20_001; name++) {
      resolve(`${name}.test`);
      replyAll();
    }

    resolve('20000.test');
    resolve('0.test');

    expect(asked).toHaveLength(20_002);
    expect(asked.at(-1)).toBe('0.test');
  });
});
