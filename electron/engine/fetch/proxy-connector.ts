/**
 * Opens the way to a server through a proxy.
 *
 * Plain http is asked of the proxy itself, with the whole address in the request line:
 * most proxies refuse a tunnel to port 80. For https a tunnel is asked for (CONNECT), and
 * TLS is spoken through it with the server, whose certificate is checked as ever.
 */
import { request as httpRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { errorCode, ProxyError, TunnelError, type Phase } from './classify.ts';
import type { DnsCache } from './dns-cache.ts';
import type { Proxy } from './proxy.ts';

type Connector = ReturnType<typeof buildConnector>;
type Target = Parameters<Connector>[0];
type Callback = Parameters<Connector>[1];

/** Who opens the connection learns how far it has come, and has a hold on what is opened. */
export interface ProxySteps {
  readonly onPhase: (phase: Phase) => void;
  /** Of the proxy. */
  readonly onAddresses: (addresses: readonly string[]) => void;
  readonly onSocket: (socket: Socket) => void;
  /** Nobody wants the connection any more: nothing more need be opened. */
  readonly isGivenUp: () => boolean;
}

/** @param means `connect` opens direct connections. */
export function connectThroughProxy(
  proxy: Proxy,
  target: Target,
  means: { readonly connect: Connector; readonly dns: DnsCache; readonly steps: ProxySteps },
  callback: Callback,
): void {
  const { connect, dns, steps } = means;
  const open = (where: Target, onOpen: Callback): void => {
    // The connector returns the socket that it opens; undici's types do not say so.
    steps.onSocket(connect(where, onOpen) as unknown as Socket);
  };
  steps.onPhase('proxy');
  dns.resolve(proxy.hostname, (error, addresses) => {
    if (steps.isGivenUp()) return;
    if (error !== null) {
      // Later: the answer may have been known already, and nobody expects the end within the start.
      setImmediate(callback, error, null);
      return;
    }
    steps.onAddresses(addresses.map(({ address }) => address));
    open(targetOf(proxy), (failure, socket) => {
      if (failure !== null || target.protocol !== 'https:') {
        // Either both or none: the types of undici cannot tell.
        callback(...([failure, socket] as Parameters<Callback>));
        return;
      }
      steps.onPhase('connect');
      openTunnel(proxy, target, socket, (refusal) => {
        if (steps.isGivenUp()) return;
        if (refusal !== null) {
          callback(refusal, null);
          return;
        }
        steps.onPhase('tls');
        open({ ...target, httpSocket: socket }, callback);
      });
    });
  });
}

function targetOf({ protocol, hostname, port }: Proxy): Target {
  return { protocol, hostname, host: authority(hostname, port), port: String(port) };
}

/** @param onDone Called once; with `null` when what is sent on `socket` from now on reaches the target. */
function openTunnel(
  proxy: Proxy,
  target: Target,
  socket: Socket,
  onDone: (error: Error | null) => void,
): void {
  const path = authority(target.hostname, Number(target.port || 443));
  const credentials = proxy.authorization === null ? {} : { 'Proxy-Authorization': proxy.authorization };
  const request = httpRequest({
    method: 'CONNECT',
    path,
    headers: { Host: path, ...credentials },
    createConnection: () => socket,
  });
  const fail = (error: Error): void =>
    onDone(isParserError(error) ? new ProxyError('the answer was not valid HTTP', { cause: error }) : error);
  request.once('error', fail);
  request.once('connect', ({ statusCode = 0 }, _socket, head) => {
    request.off('error', fail);
    if (head.length > 0) socket.unshift(head);
    if (statusCode >= 200 && statusCode < 300) onDone(null);
    else {
      socket.destroy();
      onDone(statusCode === 407 ? new ProxyError('HTTP 407 from the proxy') : new TunnelError(statusCode));
    }
  });
  request.end();
}

/** Of Node's own parser (doc/api/errors.md): what came makes no sense, so it is no proxy. */
function isParserError(error: Error): boolean {
  return errorCode(error).startsWith('HPE_');
}

function authority(hostname: string, port: number): string {
  return `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`;
}
