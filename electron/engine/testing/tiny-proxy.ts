/** An HTTP proxy on loopback that takes all names for this computer, and remembers who asked for what. For tests only. */
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';

export interface ProxyRequest {
  /** `GET http://host/path` or `CONNECT host:443`. */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
}

export interface TinyProxy {
  /** With the user `me` and the password `s3cret`. */
  readonly address: string;
  readonly requests: readonly ProxyRequest[];
  /** Connections accepted so far. */
  readonly connections: number;
  close(): Promise<void>;
}

/** @param tls Its certificate, for a proxy that is itself spoken to over TLS. */
export async function startTinyProxy(tls?: TlsOptions): Promise<TinyProxy> {
  const requests: ProxyRequest[] = [];
  const open = new Set<Socket>();
  let connections = 0;
  const server: Server = tls === undefined ? createServer() : createTlsServer(tls);
  const note = ({ method, url, headers }: IncomingMessage): void => {
    requests.push({ line: `${method} ${url}`, headers });
  };
  server.on('connection', (socket: Socket) => {
    connections++;
    keep(open, socket);
  });
  server.on('request', (asked: IncomingMessage, answer) => {
    note(asked);
    const { 'proxy-authorization': _ours, ...headers } = asked.headers;
    const { port, pathname, search } = new URL(asked.url!);
    const onward = httpRequest({ host: '127.0.0.1', port, path: pathname + search, headers });
    onward.once('response', (answered) => {
      answer.writeHead(answered.statusCode!, answered.headers);
      answered.pipe(answer);
    });
    onward.once('error', () => answer.writeHead(502).end());
    onward.end();
  });
  server.on('connect', (asked: IncomingMessage, socket: Socket, head: Buffer) => {
    note(asked);
    const onward = connect(Number(asked.url!.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    keep(open, onward);
    onward.once('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    socket.on('error', () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    address: `${tls === undefined ? 'http' : 'https'}://me:s3cret@127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function keep(open: Set<Socket>, socket: Socket): void {
  open.add(socket);
  socket.on('error', () => undefined);
  socket.once('close', () => open.delete(socket));
}
