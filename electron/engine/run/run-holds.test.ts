import { expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { RunHolds } from './run-holds.ts';

function setup() {
  const clock = new VirtualClock();
  const told: string[] = [];
  let isOver = false;
  const holds = new RunHolds({
    clock,
    isTroubleOver: async () => isOver,
    onHold: ({ code }, isNew) => told.push(isNew ? code : `${code} again`),
    onReleased: () => told.push('released'),
  });
  /** Lets a second pass, and the answer of the check arrive. */
  async function second(): Promise<void> {
    clock.advance(1000);
    await new Promise(setImmediate);
  }
  return { clock, holds, told, second, setOver: () => (isOver = true) };
}

it('looks every second whether the network is back, and lets go when it is', async () => {
  const { holds, told, second, setOver } = setup();
  holds.set('network', 'local.offline', 'no route');
  await second();
  await second();
  expect(told).toEqual(['local.offline']);

  setOver();
  await second();

  expect(told).toEqual(['local.offline', 'released']);
  expect(holds.isHolding).toBe(false);
});

it('shows one hold, not one a second, until an answer proves that the network is back', async () => {
  const { holds, told, second, setOver } = setup();
  holds.set('network', 'local.proxy', 'refused');
  const { sinceMs } = holds.current!;
  setOver();

  await second();
  expect(holds.current).toMatchObject({ sinceMs });
  holds.set('network', 'local.proxy', 'refused');
  expect(holds.current).toMatchObject({ sinceMs });
  await second();
  holds.answered();

  expect(holds.current).toBeNull();
  expect(told).toEqual(['local.proxy', 'released', 'local.proxy again', 'released']);
});

it('tells a cause once, however many rows run into it', () => {
  const { holds, told } = setup();

  for (let row = 0; row < 200; row++) holds.set('network', 'local.proxy', `row ${row}`);

  expect(told).toEqual(['local.proxy']);
  expect(holds.current?.message).toBe('row 0');
});

it('lets go only when nothing at all is in the way', async () => {
  const { holds, told, second, setOver } = setup();
  holds.set('ledger', 'local.disk_full', 'full');
  holds.set('network', 'local.offline', 'no route');

  setOver();
  await second();
  expect(told).not.toContain('released');
  holds.release('ledger');

  expect(told.at(-1)).toBe('released');
});

it('leaves no timer behind', () => {
  const { clock, holds } = setup();
  holds.set('network', 'local.offline', 'no route');

  holds.dispose();

  expect(clock.timerCount).toBe(0);
});
