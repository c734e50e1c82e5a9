import { expect, it } from 'vitest';
import { demoList, demoPagePath, movedPagePath, parsePagePath } from './pages.ts';

it('lists every page once, in order, as an address of the shop', () => {
  const lines = [...demoList('http://127.0.0.1:8080', 3000)];

  expect(new Set(lines).size).toBe(3000);
  expect(lines.every((line) => URL.parse(line)?.href === line)).toBe(true);
  expect(lines.map((line) => parsePagePath(new URL(line).pathname)?.page)).toEqual(
    Array.from({ length: 3000 }, (_, index) => index + 1),
  );
});

it('reads a page from its path whatever follows the number', () => {
  expect(parsePagePath(demoPagePath(7))).toEqual({ page: 7, isMoved: false });
  expect(parsePagePath('/p/7')).toEqual({ page: 7, isMoved: false });
  expect(parsePagePath('/p/7?colour=red')).toEqual({ page: 7, isMoved: false });
  expect(parsePagePath(movedPagePath(7))).toEqual({ page: 7, isMoved: true });
});

it.each(['/', '/p/', '/p/0', '/p/-1', '/p/7x', '/p/9999999999', '/q/7', '/item'])(
  'knows no page at %s',
  (path) => {
    expect(parsePagePath(path)).toBeNull();
  },
);
