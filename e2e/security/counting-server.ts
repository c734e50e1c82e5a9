/** Something on loopback that a page could reach if it were let, over TCP and over UDP. It counts what arrives. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CountingServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly udpPort: number;
  /** Connections and datagrams so far. */
  hits(): number;
  close(): Promise<void>;
}

export async function startCountingServer(): Promise<CountingServer> {
  let hits = 0;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/html' });
    response.end('<script>globalThis.wasLoaded = true</script>');
  });
  server.on('connection', () => (hits += 1));
  server.listen(0, '127.0.0.1');
  const udp = createSocket('udp4', () => (hits += 1));
  udp.bind(0, '127.0.0.1');
  await Promise.all([once(server, 'listening'), once(udp, 'listening')]);
  return {
    // A listening TCP server has an AddressInfo.
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    udpPort: udp.address().port,
    hits: () => hits,
    close: async () => {
      udp.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
