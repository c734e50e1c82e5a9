/**
 * A server that limits its clients and bans who does not listen, as fail2ban does from a log: so
 * many refusals within a time, and the connection is cut for the rest of the day. It writes down
 * what it saw.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BanningServerOptions {
  readonly perSec: number;
  readonly burst: number;
  /** Named in refusals. */
  readonly retryAfterSec: number;
  readonly offences: number;
  readonly answerMs: number;
}

export interface Seen {
  requests: number;
  refused: number;
  isBanned: boolean;
  mostAtOnce: number;
  /** Requests that came although a Retry-After that had been answered long enough ago was not over. */
  tooEarly: number;
  mostInOneSec: number;
}

/** An answer needs no longer than this to reach the client, and a request to come back; on a busy machine, too. */
const ON_THE_WAY_MS = 1000;

export async function startBanningServer(options: BanningServerOptions) {
  const seen: Seen = {
    requests: 0,
    refused: 0,
    isBanned: false,
    mostAtOnce: 0,
    tooEarly: 0,
    mostInOneSec: 0,
  };
  let tokens = options.burst;
  let atMs = performance.now();
  let lastSecond: number[] = [];
  let atOnce = 0;
  let quietFromMs = Infinity;
  let quietUntilMs = -Infinity;

  function refuse(response: ServerResponse, nowMs: number): void {
    seen.refused++;
    if (seen.refused >= options.offences) seen.isBanned = true;
    if (nowMs >= quietUntilMs) quietFromMs = nowMs + ON_THE_WAY_MS;
    quietUntilMs = nowMs + options.retryAfterSec * 1000;
    response.writeHead(429, { 'Retry-After': String(options.retryAfterSec) }).end();
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const nowMs = performance.now();
    seen.requests++;
    lastSecond = [...lastSecond.filter((pastMs) => pastMs > nowMs - 1000), nowMs];
    seen.mostInOneSec = Math.max(seen.mostInOneSec, lastSecond.length);
    if (nowMs > quietFromMs && nowMs < quietUntilMs) seen.tooEarly++;
    if (seen.isBanned) {
      request.socket.destroy();
      return;
    }
    tokens = Math.min(options.burst, tokens + ((nowMs - atMs) * options.perSec) / 1000);
    atMs = nowMs;
    if (tokens < 1) {
      refuse(response, nowMs);
      return;
    }
    tokens--;
    atOnce++;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, atOnce);
    setTimeout(() => {
      atOnce--;
      response.setHeader('Content-Type', 'text/html').end(`<title>Page ${request.url}</title>`);
    }, options.answerMs);
  }

  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close: (): void => {
      server.close();
      server.closeAllConnections();
    },
  };
}
