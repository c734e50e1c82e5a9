/** A web server that answers some requests at once and holds the others until it is told to answer. */
import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { answerWithPage, startLoopbackServer, type LoopbackServer } from './loopback-server.ts';

export interface GatedServer extends LoopbackServer {
  /** Resolves when the first request is held. */
  readonly isHolding: Promise<void>;
  /** Answers what is held, and everything from now on. */
  open(): void;
}

/** @param answeredAtOnce How many requests are answered before the gate closes. */
export async function startGatedServer(answeredAtOnce: number): Promise<GatedServer> {
  const held: ServerResponse[] = [];
  let left = answeredAtOnce;
  const gate = new EventEmitter();
  const isHolding = once(gate, 'holding').then(() => undefined);
  const server = await startLoopbackServer((response) => {
    left -= 1;
    if (left >= 0) return answerWithPage(response);
    held.push(response);
    gate.emit('holding');
  });
  return {
    ...server,
    isHolding,
    open: () => {
      left = Number.POSITIVE_INFINITY;
      for (const response of held.splice(0)) answerWithPage(response);
    },
  };
}
