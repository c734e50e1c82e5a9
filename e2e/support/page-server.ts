/** A web server on loopback whose answers the test decides, and which remembers what it was asked. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PageRequest {
  /** `/shelf/3` */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface PageAnswer {
  readonly status: number;
  readonly body?: string;
  /** Besides the content type. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the answer begins; at once unless it is given. */
  readonly delayMs?: number;
}

export interface PageServer {
  readonly origin: string;
  /** In the order in which they arrived. */
  readonly requests: readonly PageRequest[];
  /** Requests wait for their answers from now on, until `release`. */
  hold(): void;
  release(): void;
  close(): Promise<void>;
}

/**
 * @param answer Called for every request; `number` is its place among all requests, from 1.
 * @param wantedPort 0 takes one that is free.
 */
export async function startPageServer(
  answer: (request: PageRequest, number: number) => PageAnswer,
  wantedPort = 0,
): Promise<PageServer> {
  const requests: PageRequest[] = [];
  let held: (() => void)[] | null = null;
  const server = createServer(({ url = '/', headers }, response) => {
    const request = { path: url, headers };
    requests.push(request);
    const { status, body = page(url), headers: more, delayMs = 0 } = answer(request, requests.length);
    const send = () =>
      response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...more }).end(body);
    if (held !== null) held.push(send);
    else if (delayMs === 0) send();
    else setTimeout(send, delayMs);
  });
  await new Promise<void>((done) =>
    server.listen({ port: wantedPort, host: '127.0.0.1', backlog: 1024 }, done),
  );
  // A server that listens on TCP has an AddressInfo, never a pipe name or null.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    hold: () => {
      held ??= [];
    },
    release: () => {
      const waiting = held ?? [];
      held = null;
      for (const send of waiting) send();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** A page of its own for every address, so that none is taken for a block page. */
function page(path: string): string {
  const words = Array.from({ length: 40 }, (_, at) => `${path.replaceAll('/', ' ')} item ${at}`);
  return `<!doctype html><title>Page ${path}</title><p>${words.join('</p><p>')}</p>`;
}
