/** A server on loopback that answers with exactly the bytes that a test says. For tests only. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

export interface RawRequest {
  /** `/path?query` */
  readonly path: string;
  /** The request line and the headers, as they came. */
  readonly head: string;
  readonly socket: Socket;
  /** 1 for the first request on its connection. */
  readonly numberOnConnection: number;
}

export interface RawServer {
  readonly origin: string;
  readonly port: number;
  /** Connections accepted so far. */
  readonly connections: number;
  /** Connections open now. */
  readonly open: ReadonlySet<Socket>;
  /** Resolves when `count` connections in all have been accepted. */
  connected(count: number): Promise<void>;
  /** Resolves when no connection is open. */
  allClosed(): Promise<void>;
  close(): Promise<void>;
}

export async function startRawServer(
  answer: (request: RawRequest) => void,
  options: { tls?: TlsOptions; onConnection?: (socket: Socket) => void } = {},
): Promise<RawServer> {
  const open = new Set<Socket>();
  const watchers = new Set<() => void>();
  let connections = 0;
  const changed = () => {
    for (const watcher of watchers) watcher();
  };
  const accept = (socket: Socket) => {
    connections++;
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      changed();
    });
    // A client that hangs up is part of what is tested.
    socket.on('error', () => undefined);
    changed();
    options.onConnection?.(socket);
    readRequests(socket, answer);
  };
  const server: Server =
    options.tls === undefined
      ? createServer({ noDelay: true }, accept)
      : createTlsServer(options.tls, accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  const when = (condition: () => boolean) =>
    new Promise<void>((resolve) => {
      const watcher = () => {
        if (!condition()) return;
        watchers.delete(watcher);
        resolve();
      };
      watchers.add(watcher);
      watcher();
    });
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    open,
    get connections() {
      return connections;
    },
    connected: (count) => when(() => connections >= count),
    allClosed: () => when(() => open.size === 0),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function readRequests(socket: Socket, answer: (request: RawRequest) => void): void {
  let unread = '';
  let numberOnConnection = 0;
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    for (let end = unread.indexOf('\r\n\r\n'); end !== -1; end = unread.indexOf('\r\n\r\n')) {
      const head = unread.slice(0, end);
      unread = unread.slice(end + 4);
      answer({ path: head.split(' ')[1] ?? '', head, socket, numberOnConnection: ++numberOnConnection });
    }
  });
}

/** Writes a well-formed answer with its length. */
export function respond(
  socket: Socket,
  status: number,
  headers: Readonly<Record<string, string | number>> = {},
  body: string | Buffer = '',
): void {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'Content-Length': bytes.length, ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Any\r\n${lines.join('')}\r\n`), bytes]));
}
