/** Redirects that lead in circles, nowhere, or where Gleaner must not go. */
import type { OutcomeCode } from '../../../shared/outcome-codes.ts';
import { fault, goodTitle, type Fault } from '../fault.ts';
import { writeAnswer } from '../raw-http.ts';

function leadsTo(
  name: string,
  location: string,
  expected: OutcomeCode = 'redirect.invalid',
  more: Partial<Fault> = {},
): Fault {
  return fault(
    `redirect-to-${name}`,
    expected,
    ({ socket }) => writeAnswer(socket, 302, { Location: location }),
    more,
  );
}

export const REDIRECT_FAULTS: readonly Fault[] = [
  fault(
    'redirect-loop',
    'redirect.loop',
    ({ socket, path, pathHere }) => {
      const next = path === pathHere('') ? pathHere('/back') : pathHere('');
      writeAnswer(socket, 302, { Location: next });
    },
    { mayAskTwice: true },
  ),
  fault('redirect-to-itself', 'redirect.loop', ({ socket, path }) =>
    writeAnswer(socket, 301, { Location: path }),
  ),
  // Only the fragment differs, which is not sent.
  fault('redirect-to-own-fragment', 'redirect.loop', ({ socket, path }) =>
    writeAnswer(socket, 301, { Location: `${path}#here` }),
  ),
  fault(
    'redirects-for-ever',
    'redirect.too_many',
    ({ socket, pathHere, requestNumber }) =>
      writeAnswer(socket, 302, { Location: pathHere(`/${requestNumber}`) }),
    { mayAskTwice: true },
  ),
  fault('redirect-without-place', 'redirect.invalid', ({ socket }) => writeAnswer(socket, 302, {})),
  leadsTo('script', 'javascript:alert(1)'),
  leadsTo('file', 'file:///etc/passwd'),
  leadsTo('data', 'data:text/html,<title>Mine</title>'),
  leadsTo('mail', 'mailto:somebody@example.com'),
  leadsTo('ftp', 'ftp://127.0.0.1/'),
  leadsTo('no-host', 'http://'),
  leadsTo('bad-port', 'http://127.0.0.1:99999/'),
  // Linux refuses the port, others have no such address.
  leadsTo('port-0', 'http://127.0.0.1:0/', 'connect.refused', {
    expectedCodes: ['connect.refused', 'connect.unreachable'],
  }),
  leadsTo('nothing', ''),
  leadsTo('bad-address', 'http://[::1'),
  leadsTo('bad-host', 'http://exa mple.com/'),
  leadsTo('closed-port', 'http://127.0.0.1:1/', 'connect.refused'),
  leadsTo('unknown-host', 'http://host-0.invalid/', 'dns.not_found', {
    expectedCodes: ['dns.not_found', 'dns.failure', 'dns.timeout'],
  }),
  fault('redirect-to-self-signed', 'tls.certificate', ({ socket, originOf }) =>
    writeAnswer(socket, 302, { Location: `${originOf('self-signed')}/` }),
  ),
  fault('redirect-to-good', 'ok', ({ socket, goodUrl }) => writeAnswer(socket, 308, { Location: goodUrl }), {
    title: goodTitle,
  }),
];
