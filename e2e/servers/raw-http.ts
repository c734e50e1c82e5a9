/**
 * Just enough of an HTTP server on bare sockets to answer wrongly on purpose: it reads
 * requests without a body, and what is written back is up to the caller, byte by byte.
 */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export interface RawRequest {
  readonly path: string;
  readonly socket: Socket;
  /** Runs `task` later unless the connection has ended by then. */
  later(task: () => void, delayMs: number): void;
}

export interface RawServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Longer request heads than ours are nobody's. */
const HEAD_MAX_BYTES = 64 * 1024;

/** Listens on a free loopback port. Connections are kept alive until somebody ends them. */
export function startRawServer(answer: (request: RawRequest) => void): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that hangs up on a fault is what the faults are for.
    socket.on('error', () => {});
    readRequests(socket, answer);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
      // A server that listens on TCP has an AddressInfo, never a pipe name or null.
      const { port } = server.address() as AddressInfo;
      resolve({ origin: `http://127.0.0.1:${port}`, close: () => closeServer(server, sockets) });
    });
  });
}

function closeServer(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}

function readRequests(socket: Socket, answer: (request: RawRequest) => void): void {
  let unread = '';
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    for (let end = unread.indexOf('\r\n\r\n'); end !== -1; end = unread.indexOf('\r\n\r\n')) {
      const path = unread.split(' ', 2)[1] ?? '/';
      unread = unread.slice(end + 4);
      answer({ path, socket, later: (task, delayMs) => runLater(socket, task, delayMs) });
    }
    if (unread.length > HEAD_MAX_BYTES) socket.destroy();
  });
}

function runLater(socket: Socket, task: () => void, delayMs: number): void {
  if (socket.destroyed) return;
  const timer = setTimeout(() => {
    socket.off('close', cancel);
    if (!socket.destroyed) task();
  }, delayMs);
  const cancel = (): void => clearTimeout(timer);
  socket.once('close', cancel);
}

/** A well-formed answer with its length. */
export function writeAnswer(
  socket: Socket,
  status: number,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer | string = '',
): void {
  const bytes = Buffer.from(body);
  socket.write(head(status, { 'Content-Length': bytes.length, ...headers }));
  socket.write(bytes);
}

/** Status line and headers, with the empty line that ends them. */
export function head(status: number, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Whatever\r\n${lines.join('')}\r\n`;
}

/** The client sees ECONNRESET instead of an orderly end. */
export function reset(socket: Socket): void {
  socket.resetAndDestroy();
}
