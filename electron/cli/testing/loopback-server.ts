/** A web server on loopback that counts what it was asked for. */
import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { startPageServer } from '../../engine/testing/page-server.ts';

export interface LoopbackServer {
  readonly origin: string;
  /** Requests by path. */
  readonly asked: ReadonlyMap<string, number>;
}

/** @param answer Called with the path and how often it was asked for, this time included. */
export async function startLoopbackServer(
  answer: (response: ServerResponse, path: string, timesAsked: number) => void,
): Promise<LoopbackServer> {
  const asked = new Map<string, number>();
  const server = await startPageServer((request, response) => {
    const path = request.url ?? '';
    const timesAsked = (asked.get(path) ?? 0) + 1;
    asked.set(path, timesAsked);
    answer(response, path, timesAsked);
  });
  onTestFinished(() => server.close());
  return { origin: server.origin, asked };
}

/** A page like any other: short, and with a title. */
export function answerWithPage(response: ServerResponse): void {
  response.end('<!doctype html><title>A page</title><p>Text.');
}

export function answerWithStatus(response: ServerResponse, status: number): void {
  response.writeHead(status).end();
}

export function listOf(origin: string, pages: number): string {
  return Array.from({ length: pages }, (_, index) => `${origin}/${index + 1}\n`).join('');
}
