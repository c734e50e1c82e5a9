/** Keeps the one demo shop: a process of its own, so that it shares nothing with what fetches from it. */
import type { DemoShopMessage } from '../runtime/demo-shop/protocol.ts';
import { DEFAULT_DEMO_SEED } from '../runtime/demo-shop/protocol.ts';
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type { ChildProcess } from './child-process.ts';

const START_MAX_MS = 20_000;

export interface DemoShopHostOptions {
  readonly fork: (args: readonly string[]) => ChildProcess;
}

export class DemoShopHost {
  readonly #options: DemoShopHostOptions;
  #process: ChildProcess | null = null;

  constructor(options: DemoShopHostOptions) {
    this.#options = options;
  }

  /**
   * Opens a shop with this many pages; one that was open is closed.
   * @returns Its origin, `http://127.0.0.1:PORT`.
   */
  async start(pages: number): Promise<string> {
    this.stop();
    const child = this.#options.fork([`--pages=${pages}`, `--seed=${DEFAULT_DEMO_SEED}`]);
    this.#process = child;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<string>((resolve, reject) => {
        const fail = () => reject(new AppError(ErrorCode.Internal, 'The demo shop did not open.', ADVICE));
        timer = setTimeout(fail, START_MAX_MS);
        child.onExit(() => {
          if (this.#process === child) this.#process = null;
          fail();
        });
        child.onMessage((message) => {
          const origin = listeningOrigin(message);
          if (origin !== null) resolve(origin);
        });
      });
    } catch (error) {
      if (this.#process === child) this.stop();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  stop(): void {
    const child = this.#process;
    this.#process = null;
    child?.kill();
  }
}

const ADVICE = { advice: 'Try again. The log file has the details.' };

function listeningOrigin(message: unknown): string | null {
  // Our own script, compiled against the same type; anything else is not for us.
  const known = message as Partial<DemoShopMessage> | null;
  return known !== null && typeof known === 'object' && known.type === 'listening'
    ? (known.origin ?? null)
    : null;
}
