/** Ports that are asked by https and go wrong before any HTTP is spoken, each in its own way. */
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createCertificate, createIssuer, type Issuer } from '../../electron/engine/testing/certificates.ts';
import type { FaultHost } from './fault.ts';
import { reset } from './raw-http.ts';

/** Those of {@link FaultHost} that listen here. */
export type ListenerName = Exclude<FaultHost, 'main' | 'patience' | 'closed' | 'unknown'>;

export interface Listeners {
  /** Whom a client would have to trust for the certificates that it signed to count. */
  readonly issuer: Issuer;
  origin(name: ListenerName): string;
  close(): Promise<void>;
}

/** By TLS, up to a handshake that the client has to refuse. */
function tlsOptions(issuer: Issuer): Partial<Record<ListenerName, TlsOptions>> {
  const sound = createCertificate({ issuer });
  return {
    'self-signed': createCertificate(),
    expired: createCertificate({ issuer, notAfter: new Date('2021-01-01T00:00:00Z') }),
    'wrong-host': createCertificate({ issuer, commonName: 'other.example', hosts: ['other.example'] }),
    'unknown-issuer': sound,
    'old-tls': { ...sound, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' },
    'http2-tls': { ...sound, ALPNProtocols: ['h2'] },
  };
}

/** By bare sockets. */
const TCP: Partial<Record<ListenerName, (socket: Socket) => void>> = {
  accept: reset,
  plain: (socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
  'tls-reset': (socket) => socket.once('data', () => reset(socket)),
  'tls-closed': (socket) => socket.once('data', () => socket.end()),
  'tls-garbage': (socket) => socket.once('data', () => socket.end(Buffer.alloc(200, 0x16))),
  'tls-silent': (socket) => socket.resume(),
};

export async function startListeners(): Promise<Listeners> {
  const issuer = createIssuer('An issuer that nobody knows');
  const sockets = new Set<Socket>();
  const servers = new Map<string, Server>();
  const watch = (socket: Socket): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that hangs up on a fault is what the faults are for.
    socket.on('error', () => {});
  };
  for (const [name, options] of Object.entries(tlsOptions(issuer))) {
    const server = createTlsServer(options);
    server.on('tlsClientError', () => {});
    servers.set(name, server);
  }
  for (const [name, meet] of Object.entries(TCP)) servers.set(name, createTcpServer(meet));
  for (const server of servers.values()) {
    server.on('connection', watch);
    await listen(server);
  }
  return {
    issuer,
    origin: (name) => {
      // A server that listens on TCP has an AddressInfo, never a pipe name or null.
      const { port } = servers.get(name)!.address() as AddressInfo;
      return name === 'accept' ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
    },
    close: async () => {
      const closed = [...servers.values()].map(
        (server) => new Promise((resolve) => server.close(() => resolve(null))),
      );
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => resolve());
  });
}
