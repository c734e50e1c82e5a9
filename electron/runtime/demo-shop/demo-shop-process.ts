/**
 * The demo shop as a process of its own: `demo-shop.js --pages=N [--seed=S]`.
 *
 * Its parent is Electron's main process (utilityProcess) or a plain Node process
 * (child_process.fork); either way it tells `{ type: 'listening', origin }`, answers
 * `{ type: 'stats' }`, and ends when its parent does.
 */
import { parseArgs } from 'node:util';
import { DEFAULT_DEMO_SEED, type DemoShopMessage } from './protocol.ts';
import { startDemoShop } from './shop-server.ts';

/** The part of Electron's `process.parentPort` that is used here; this file must not need Electron. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
}

interface Parent {
  send(message: DemoShopMessage): void;
  onMessage(listener: (message: unknown) => void): void;
}

function findParent(): Parent {
  // Only there in a utilityProcess, and then Electron's documentation promises this shape.
  const port = Reflect.get(process, 'parentPort') as ParentPort | undefined;
  if (port !== undefined) {
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listener) => port.on('message', ({ data }) => listener(data)),
    };
  }
  process.once('disconnect', () => process.exit(0));
  return {
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  };
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} must be a whole number above 0.`);
  return value;
}

const { values } = parseArgs({ options: { pages: { type: 'string' }, seed: { type: 'string' } } });
const shop = await startDemoShop({
  pages: wholeNumber('pages', values.pages, 1000),
  seed: wholeNumber('seed', values.seed, DEFAULT_DEMO_SEED),
});

const parent = findParent();
parent.onMessage((message) => {
  const isStatsRequest =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'stats';
  if (isStatsRequest) parent.send({ type: 'stats', ...shop.stats() });
});
process.once('SIGTERM', () => process.exit(0));
parent.send({ type: 'listening', origin: shop.origin });
// Started by hand there is nobody to tell, so a person is told.
if (process.send === undefined && Reflect.get(process, 'parentPort') === undefined) console.log(shop.origin);
