/** Secure connections that must not, or do not, come about. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import type { Fault, FaultHost } from '../fault.ts';

const tls = (host: FaultHost, expected: OutcomeCode): Fault => ({
  name: host,
  expectedCodes: [expected],
  host,
});

export const TLS_FAULTS: readonly Fault[] = [
  tls('self-signed', 'tls.certificate'),
  tls('expired', 'tls.certificate'),
  tls('wrong-host', 'tls.certificate'),
  tls('unknown-issuer', 'tls.certificate'),
  tls('old-tls', 'tls.handshake'),
  tls('http2-tls', 'tls.handshake'),
  tls('plain', 'tls.handshake'),
  tls('tls-reset', 'tls.handshake'),
  tls('tls-closed', 'tls.handshake'),
  tls('tls-garbage', 'tls.handshake'),
  tls('tls-silent', 'connect.timeout'),
];
