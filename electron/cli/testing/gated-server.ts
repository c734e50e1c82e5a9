/** A web server that answers some requests at once and holds the others until it is told to answer. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface GatedServer {
  readonly origin: string;
  /** Requests by path. */
  readonly asked: ReadonlyMap<string, number>;
  /** Resolves when the first request is held. */
  readonly isHolding: Promise<void>;
  /** Answers what is held, and everything from now on. */
  open(): void;
}

/** @param answeredAtOnce How many requests are answered before the gate closes. */
export async function startGatedServer(answeredAtOnce: number): Promise<GatedServer> {
  const asked = new Map<string, number>();
  const held: ServerResponse[] = [];
  let left = answeredAtOnce;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    left -= 1;
    if (left >= 0) return answer(response);
    held.push(response);
    server.emit('holding');
  });
  const isHolding = once(server, 'holding').then(() => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address with one.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    isHolding,
    open: () => {
      left = Number.POSITIVE_INFINITY;
      for (const response of held.splice(0)) answer(response);
    },
  };
}

function answer(response: ServerResponse): void {
  response.end('<!doctype html><title>A page</title><p>Text.');
}

export function listOf(origin: string, pages: number): string {
  return Array.from({ length: pages }, (_, index) => `${origin}/${index + 1}\n`).join('');
}
