/**
 * The demo shop's HTTP server. It must not be the bottleneck of a run nor grow with its
 * length: pages are made anew for each request, and what is kept is a byte per page
 * (what it answered last) and a counter per page whose answer changes over time.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  OUTCOME_CODES,
  outcomeNumber,
  settledState,
  type OutcomeCode,
} from '../../../shared/outcome-codes.ts';
import { behaviourOf, changesOverTime, expectedOutcome, RETRY_AFTER_SEC, slowDelayMs } from './behaviour.ts';
import { PAGE_BUFFER_BYTES, writeGzippedPage, writePage } from './page-body.ts';
import { demoPagePath, movedPagePath, parsePagePath } from './pages.ts';
import { productOf, type Product } from './product.ts';
import { Draw, fraction } from './random.ts';

export interface DemoShopOptions {
  /** Pages 1 to this one exist. */
  readonly pages: number;
  readonly seed: number;
}

export interface DemoShopStats {
  /** Answers begun, both halves of a redirect counted. */
  readonly requests: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Pages by what they were answered last. `unasked` + `ok` + `failed` = pages. */
  readonly outcomes: {
    readonly unasked: number;
    readonly ok: number;
    readonly failed: number;
    readonly failures: Readonly<Partial<Record<OutcomeCode, number>>>;
  };
  readonly inFlight: number;
  readonly maxInFlight: number;
  /** Connections opened since the start. */
  readonly connections: number;
  readonly bytesSent: number;
}

export interface DemoShop {
  readonly origin: string;
  stats(): DemoShopStats;
  close(): Promise<void>;
}

/** Share of pages that are sent compressed to a client that accepts it. */
const GZIP_SHARE = 0.5;

const FREE_BUFFERS_MAX = 64;

/** Outcome numbers fit in a byte; this one says that a page was never asked for. */
const UNASKED = 0xff;

export async function startDemoShop(options: DemoShopOptions): Promise<DemoShop> {
  const state = new ShopState(options);
  const server = createServer((request, response) => state.answer(request, response));
  // Longer than any pause of a run, so that the shop never closes a connection just as
  // the next request is being written to it.
  server.keepAliveTimeout = 120_000;
  server.on('connection', (socket) => {
    state.connections += 1;
    socket.setNoDelay(true);
  });
  await listenOnLoopback(server);
  // A server that listens on TCP has an AddressInfo, never a pipe name or null.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    stats: () => state.stats(),
    close: () =>
      new Promise((resolve) => {
        state.dispose();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listenOnLoopback(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

class ShopState {
  connections = 0;
  readonly #options: DemoShopOptions;
  readonly #lastOutcomes: Uint8Array;
  /** Only pages whose answer changes over time are in it. */
  readonly #requestCounts = new Map<number, number>();
  readonly #byStatus = new Map<number, number>();
  /** Making a buffer for each page costs more than filling it. */
  readonly #freeBuffers: Buffer[] = [];
  readonly #delays = new Set<NodeJS.Timeout>();
  #requests = 0;
  #inFlight = 0;
  #maxInFlight = 0;
  #bytesSent = 0;

  constructor(options: DemoShopOptions) {
    this.#options = options;
    this.#lastOutcomes = new Uint8Array(options.pages + 1).fill(UNASKED);
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    this.#requests += 1;
    this.#inFlight += 1;
    if (this.#inFlight > this.#maxInFlight) this.#maxInFlight = this.#inFlight;
    response.once('close', () => {
      this.#inFlight -= 1;
    });
    const path = request.url ?? '/';
    const target = parsePagePath(path);
    if (request.method !== 'GET' && request.method !== 'HEAD')
      this.#send(response, 405, 'Only GET and HEAD.');
    else if (target !== null && target.page <= this.#options.pages)
      this.#answerPage(request, response, target);
    else if (path === '/__stats') this.#send(response, 200, JSON.stringify(this.stats()), 'application/json');
    else if (path === '/robots.txt') this.#send(response, 200, 'User-agent: *\nAllow: /\n');
    else if (path === '/') this.#send(response, 200, this.#frontPage(), 'text/html; charset=utf-8');
    else this.#send(response, 404, 'No such page.');
  }

  #answerPage(
    request: IncomingMessage,
    response: ServerResponse,
    { page, isMoved }: { readonly page: number; readonly isMoved: boolean },
  ): void {
    const { seed } = this.#options;
    const kind = behaviourOf(seed, page);
    if (isMoved) {
      this.#sendPage(request, response, page);
      return;
    }
    let requestNumber = 1;
    if (changesOverTime(kind)) {
      requestNumber = (this.#requestCounts.get(page) ?? 0) + 1;
      this.#requestCounts.set(page, requestNumber);
    }
    const { code, status } = expectedOutcome(seed, page, requestNumber);
    this.#lastOutcomes[page] = outcomeNumber(code) ?? UNASKED;

    if (kind === 'moved') {
      response.setHeader('Location', movedPagePath(page));
      this.#send(response, status, 'Moved.');
    } else if (status === 429) {
      response.setHeader('Retry-After', String(RETRY_AFTER_SEC));
      this.#send(response, status, 'Too many requests.');
    } else if (status !== 200) this.#send(response, status, errorPage(status), 'text/html; charset=utf-8');
    else if (kind === 'truncated') this.#sendTruncated(response, page);
    else if (kind === 'slow') this.#sendLater(request, response, page);
    else this.#sendPage(request, response, page);
  }

  #sendLater(request: IncomingMessage, response: ServerResponse, page: number): void {
    const timer = setTimeout(
      () => {
        this.#delays.delete(timer);
        // The client may have lost patience meanwhile.
        if (!response.destroyed) this.#sendPage(request, response, page);
      },
      slowDelayMs(this.#options.seed, page),
    );
    this.#delays.add(timer);
  }

  #sendPage(request: IncomingMessage, response: ServerResponse, page: number): void {
    const { seed } = this.#options;
    const product = productOf(seed, page);
    const isGzipped =
      fraction(seed, page, Draw.Gzip) < GZIP_SHARE &&
      (request.headers['accept-encoding'] ?? '').includes('gzip');
    const buffer = this.#freeBuffers.pop() ?? Buffer.allocUnsafeSlow(PAGE_BUFFER_BYTES);
    const body = buffer.subarray(0, (isGzipped ? writeGzippedPage : writePage)(buffer, seed, product));
    this.#count(200, body.length);
    const headers = [
      'Content-Type',
      contentType(product),
      'Content-Length',
      String(body.length),
      'Cache-Control',
      'public, max-age=60',
      'Vary',
      'Accept-Encoding',
    ];
    if (isGzipped) headers.push('Content-Encoding', 'gzip');
    response.writeHead(200, headers);
    // Called when the system has taken all of it, and never when the client hung up
    // before: then the buffer is left to the garbage collector.
    response.end(body, () => {
      if (this.#freeBuffers.length < FREE_BUFFERS_MAX) this.#freeBuffers.push(buffer);
    });
  }

  /** Announces the whole page, sends half of it, and hangs up. */
  #sendTruncated(response: ServerResponse, page: number): void {
    const { seed } = this.#options;
    const product = productOf(seed, page);
    const buffer = Buffer.allocUnsafeSlow(PAGE_BUFFER_BYTES);
    const body = buffer.subarray(0, writePage(buffer, seed, product));
    const half = body.subarray(0, body.length >> 1);
    this.#count(200, half.length);
    response.writeHead(200, ['Content-Type', contentType(product), 'Content-Length', String(body.length)]);
    response.write(half, () => response.destroy());
  }

  #send(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
    const body = Buffer.from(text);
    this.#count(status, body.length);
    response.statusCode = status;
    response.setHeader('Content-Type', type);
    response.setHeader('Content-Length', body.length);
    response.end(body);
  }

  #count(status: number, bodyBytes: number): void {
    this.#byStatus.set(status, (this.#byStatus.get(status) ?? 0) + 1);
    this.#bytesSent += bodyBytes;
  }

  #frontPage(): string {
    const links = Array.from({ length: Math.min(10, this.#options.pages) }, (_, index) => {
      const path = demoPagePath(index + 1);
      return `<li><a href="${path}">${path}</a></li>`;
    });
    return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Demo shop</title><ol>${links.join('')}</ol></html>`;
  }

  stats(): DemoShopStats {
    const failures: Partial<Record<OutcomeCode, number>> = {};
    let unasked = 0;
    let ok = 0;
    let failed = 0;
    for (let page = 1; page <= this.#options.pages; page += 1) {
      const code = OUTCOME_CODES[this.#lastOutcomes[page] ?? UNASKED];
      if (code === undefined) unasked += 1;
      else if (settledState(code) === 'ok') ok += 1;
      else {
        failed += 1;
        failures[code] = (failures[code] ?? 0) + 1;
      }
    }
    return {
      requests: this.#requests,
      byStatus: Object.fromEntries(this.#byStatus),
      outcomes: { unasked, ok, failed, failures },
      inFlight: this.#inFlight,
      maxInFlight: this.#maxInFlight,
      connections: this.connections,
      bytesSent: this.#bytesSent,
    };
  }

  dispose(): void {
    for (const timer of this.#delays) clearTimeout(timer);
    this.#delays.clear();
  }
}

/** Legacy German pages name their encoding in the header, the others only in the page. */
function contentType({ charset, language }: Product): string {
  return charset === 'utf-8' || language.code === 'de' ? `text/html; charset=${charset}` : 'text/html';
}

function errorPage(status: number): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Error ${status}</title><h1>Error ${status}</h1></html>`;
}
