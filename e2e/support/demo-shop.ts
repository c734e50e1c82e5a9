/** The demo shop in a process of its own, as the app itself starts it. */
import { fork, type ChildProcess } from 'node:child_process';
import { join, resolve } from 'node:path';
import { demoList } from '../../electron/runtime/demo-shop/pages.ts';
import type { DemoShopMessage } from '../../electron/runtime/demo-shop/protocol.ts';
import type { DemoShopStats } from '../../electron/runtime/demo-shop/shop-server.ts';

const SHOP = join(resolve(import.meta.dirname, '..', '..'), 'out', 'cli', 'demo-shop.js');

export const SHOP_SEED = 1;

export class DemoShopProcess {
  readonly origin: string;
  readonly pages: number;
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess, origin: string, pages: number) {
    this.#process = process;
    this.origin = origin;
    this.pages = pages;
  }

  static async start(pages: number): Promise<DemoShopProcess> {
    const process = fork(SHOP, [`--pages=${pages}`, `--seed=${SHOP_SEED}`]);
    const message = await nextMessage(process, 'listening');
    return new DemoShopProcess(process, message.origin, pages);
  }

  /** All pages, one address a line. */
  list(): string {
    return [...demoList(this.origin, this.pages)].join('\n');
  }

  async stats(): Promise<DemoShopStats> {
    const answer = nextMessage(this.#process, 'stats');
    this.#process.send({ type: 'stats' });
    return answer;
  }

  async stop(): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    this.#process.disconnect();
    await ended;
  }
}

function nextMessage<Type extends DemoShopMessage['type']>(
  process: ChildProcess,
  type: Type,
): Promise<Extract<DemoShopMessage, { type: Type }>> {
  return new Promise((done, fail) => {
    const onExit = (code: number | null) => fail(new Error(`The demo shop ended with ${code}.`));
    process.once('exit', onExit);
    process.on('message', function listen(message: DemoShopMessage) {
      if (message.type !== type) return;
      process.off('message', listen);
      process.off('exit', onExit);
      // The type was just compared.
      done(message as Extract<DemoShopMessage, { type: Type }>);
    });
  });
}
