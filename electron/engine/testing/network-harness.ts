/** The real network against a server on loopback that answers as a test says. For tests only. */
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { DEFAULT_OPTIONS, type RunOptions } from '../../../shared/options.ts';
import { systemClock, type Clock } from '../clock.ts';
import { DnsCache } from '../fetch/dns-cache.ts';
import type { ExchangeResult } from '../fetch/exchange.ts';
import {
  HttpNetwork,
  type Cancellable,
  type FetchRequest,
  type HttpNetworkOptions,
} from '../fetch/network.ts';
import { startRawServer, type RawRequest, type RawServer } from './raw-server.ts';

export interface NetworkHarness {
  readonly network: HttpNetwork;
  readonly server: RawServer;
  readonly requests: readonly RawRequest[];
  answer: (request: RawRequest) => void;
  /** Settings from now on; the rest are the defaults. */
  set(options: Partial<RunOptions>): void;
  /** @param address A path on the server, or a whole address. */
  send(
    address: string,
    changes?: Partial<FetchRequest>,
  ): { readonly result: Promise<ExchangeResult>; readonly request: Cancellable };
  fetch(address: string, changes?: Partial<FetchRequest>): Promise<ExchangeResult>;
  /** @returns The code of a failure, or `status 200`. */
  codeFor(address: string, changes?: Partial<FetchRequest>): Promise<string>;
  close(): Promise<void>;
}

export async function createNetworkHarness({
  tls,
  onConnection,
  dns = new DnsCache(systemClock),
  clock = systemClock,
  network: networkOptions,
}: {
  tls?: TlsOptions;
  onConnection?: (socket: Socket) => void;
  dns?: DnsCache;
  clock?: Clock;
  network?: HttpNetworkOptions;
} = {}): Promise<NetworkHarness> {
  const network = new HttpNetwork(clock, dns, networkOptions);
  const requests: RawRequest[] = [];
  const server = await startRawServer(
    (request) => {
      requests.push(request);
      harness.answer(request);
    },
    { ...(tls === undefined ? {} : { tls }), ...(onConnection === undefined ? {} : { onConnection }) },
  );
  const harness: NetworkHarness = {
    network,
    server,
    requests,
    answer: () => undefined,
    set: (options) => network.setOptions({ ...DEFAULT_OPTIONS, ...options }),
    send: (address, changes = {}) => {
      let request!: Cancellable;
      const result = new Promise<ExchangeResult>((resolve) => {
        request = network.send(
          {
            url: address.startsWith('/') ? server.origin + address : address,
            knownOrigin: server.origin,
            mayCarrySecrets: true,
            needsFreshConnection: false,
            needsDigest: false,
            totalDeadlineMs: clock.now() + 20_000,
            ...changes,
          },
          resolve,
        );
      });
      return { result, request };
    },
    fetch: (address, changes) => harness.send(address, changes).result,
    codeFor: async (address, changes) => {
      const { failure, status } = await harness.fetch(address, changes);
      return failure?.code ?? `status ${status}`;
    },
    close: async () => {
      network.closeAll();
      await server.close();
    },
  };
  return harness;
}
