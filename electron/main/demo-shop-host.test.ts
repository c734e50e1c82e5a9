import { expect, it } from 'vitest';
import type { ChildProcess } from './child-process.ts';
import { DemoShopHost } from './demo-shop-host.ts';

class FakeShop implements ChildProcess {
  readonly args: readonly string[];
  wasKilled = false;
  #onMessage: (message: unknown) => void = () => undefined;
  #onExit: (exitCode: number) => void = () => undefined;

  constructor(args: readonly string[]) {
    this.args = args;
  }
  send(): void {}
  onMessage(listener: (message: unknown) => void): void {
    this.#onMessage = listener;
  }
  onExit(listener: (exitCode: number) => void): void {
    this.#onExit = listener;
  }
  kill(): void {
    this.wasKilled = true;
    this.#onExit(15);
  }
  tell(message: unknown): void {
    this.#onMessage(message);
  }
  exit(): void {
    this.#onExit(1);
  }
}

function setup() {
  const shops: FakeShop[] = [];
  const host = new DemoShopHost({
    fork: (args) => {
      const shop = new FakeShop(args);
      shops.push(shop);
      return shop;
    },
  });
  return { host, shops };
}

it('opens a shop of the asked size and gives its origin', async () => {
  const { host, shops } = setup();

  const origin = host.start(500);
  shops[0]?.tell('something else');
  shops[0]?.tell({ type: 'listening', origin: 'http://127.0.0.1:4000' });

  expect(await origin).toBe('http://127.0.0.1:4000');
  expect(shops[0]?.args).toEqual(['--pages=500', '--seed=1']);
});

it('closes the open shop before the next one opens', async () => {
  const { host, shops } = setup();
  const first = host.start(1);
  shops[0]?.tell({ type: 'listening', origin: 'http://127.0.0.1:4000' });
  await first;

  const second = host.start(2);
  shops[1]?.tell({ type: 'listening', origin: 'http://127.0.0.1:4001' });

  expect(await second).toBe('http://127.0.0.1:4001');
  expect(shops.map((shop) => shop.wasKilled)).toEqual([true, false]);
});

it('fails when the shop ends before it is open', async () => {
  const { host, shops } = setup();

  const origin = host.start(1);
  shops[0]?.exit();

  await expect(origin).rejects.toMatchObject({ code: 'INTERNAL', message: 'The demo shop did not open.' });
});
