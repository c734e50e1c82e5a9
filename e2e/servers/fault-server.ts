/**
 * A web on loopback where everything goes wrong that the fault table knows, beside good
 * pages that must come through untouched.
 */
import { connect } from 'node:net';
import { goodPage, HTML, type Fault, type FaultHost } from './fault.ts';
import { FAULTS } from './fault-table.ts';
import { startRawServer, writeAnswer, type RawRequest } from './raw-http.ts';
import { startListeners } from './tls-listeners.ts';

export interface FaultServer {
  /** Address number `number` of a fault; each is a page of its own. */
  faultUrl(fault: Fault, number: number): string;
  goodUrl(number: number): string;
  /** Certificates (PEM) of who signed those of the TLS faults; the self-signed one is signed by nobody. */
  readonly issuerCert: string;
  /** Requests that arrived so far, by fault name; `good` for the good pages. */
  served(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

/** One line of a list, and what it is about. */
export interface MixedLine {
  readonly url: string;
  /** `null` for a good page. */
  readonly fault: Fault | null;
}

/** The port of a service that was given up decades ago: nobody listens, and the system hands it to nobody. */
const CLOSED_PORT = 1;

export async function startFaultServer(faults: readonly Fault[] = FAULTS): Promise<FaultServer> {
  await assertPortIsClosed(CLOSED_PORT);
  const served = new Map<string, number>();
  const requestNumbers = new Map<string, number>();
  const byName = new Map(faults.map((fault) => [fault.name, fault]));

  function answer(request: RawRequest): void {
    const [, name = '', numberText = ''] = request.path.split('/');
    served.set(name, (served.get(name) ?? 0) + 1);
    const number = Number(numberText);
    const fault = byName.get(name);
    if (name === 'good') {
      writeAnswer(request.socket, 200, { 'Content-Type': HTML }, goodPage(number));
      return;
    }
    if (fault?.serve === undefined) {
      writeAnswer(request.socket, 404, {}, 'No such fault.');
      return;
    }
    const address = `/${name}/${number}`;
    const requestNumber = (requestNumbers.get(address) ?? 0) + 1;
    requestNumbers.set(address, requestNumber);
    fault.serve({
      ...request,
      number,
      requestNumber,
      goodUrl: `${main.origin}/good/${number}`,
      originOf: (host) => originOf(host, number),
      pathHere: (suffix) => address + suffix,
    });
  }

  const main = await startRawServer(answer);
  const patience = await startRawServer(answer);
  const listeners = await startListeners();
  function originOf(host: FaultHost, number: number): string {
    switch (host) {
      case 'main':
        return main.origin;
      case 'patience':
        return patience.origin;
      case 'closed':
        return `http://127.0.0.1:${CLOSED_PORT}`;
      case 'unknown':
        // A handful of names, so that look-ups are shared as they are in real lists.
        return `http://host-${number % 5}.invalid`;
      default:
        return listeners.origin(host);
    }
  }
  return {
    issuerCert: listeners.issuer.cert,
    faultUrl: (fault, number) => `${originOf(fault.host, number)}/${fault.name}/${number}`,
    goodUrl: (number) => `${main.origin}/good/${number}`,
    served: () => Object.fromEntries(served),
    close: async () => {
      await Promise.all([main.close(), patience.close(), listeners.close()]);
    },
  };
}

/**
 * A list of `failing` addresses, all faults in turn, spread evenly among `good` pages.
 * "Failing" counts the faults that end well, too.
 */
export function mixedList(
  server: FaultServer,
  { failing, good, faults = FAULTS }: { failing: number; good: number; faults?: readonly Fault[] },
): readonly MixedLine[] {
  const lines: MixedLine[] = [];
  const total = failing + good;
  let failingSoFar = 0;
  for (let position = 0; position < total; position += 1) {
    const isFaultDue = Math.floor(((position + 1) * failing) / total) > failingSoFar;
    const fault = isFaultDue ? faults[failingSoFar % faults.length] : undefined;
    if (fault === undefined) lines.push({ url: server.goodUrl(position), fault: null });
    else {
      lines.push({ url: server.faultUrl(fault, position), fault });
      failingSoFar += 1;
    }
  }
  return lines;
}

function assertPortIsClosed(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve());
    socket.once('connect', () => {
      socket.destroy();
      reject(
        new Error(`Something listens on port ${port} of this computer; the refused fault needs it closed.`),
      );
    });
  });
}
