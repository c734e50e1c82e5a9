import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TurnQueue } from './turn-queue.ts';

/** A queue whose tasks take one millisecond each of a clock of their own. */
function setup() {
  let nowMs = 0;
  const turns = new TurnQueue(() => nowMs);
  const done: number[] = [];
  const add = (number: number, then: () => void = () => undefined): void =>
    turns.add(() => {
      nowMs++;
      done.push(number);
      then();
    });
  return { turns, done, add };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

it('runs nothing within the call, and all in order', async () => {
  const { done, add } = setup();
  for (const number of upTo(3)) add(number);

  expect(done).toEqual([]);
  await nextTurn();
  expect(done).toEqual([0, 1, 2]);
});

it('leaves the loop to others after a few milliseconds', async () => {
  const { done, add } = setup();
  for (const number of upTo(10)) add(number);

  await nextTurn();
  expect(done).toEqual(upTo(4));
  await nextTurn();
  expect(done).toEqual(upTo(8));
  await nextTurn();
  expect(done).toEqual(upTo(10));
});

it('takes up what is added meanwhile behind the rest, however long it never runs dry', async () => {
  const { done, add } = setup();
  const total = 5000;
  let added = 0;
  const addNext = (): void => {
    if (added < total) add(added++, addNext);
  };
  for (let slot = 0; slot < 10; slot++) addNext();

  while (done.length < total) await nextTurn();

  expect(done).toEqual(upTo(total));
});

it('starts again after it ran dry', async () => {
  const { done, add } = setup();
  add(0);
  await nextTurn();
  add(1);
  await nextTurn();

  expect(done).toEqual([0, 1]);
});
