/** Answers that are not HTTP, or bend it. */
import { chunkedHead, fault, harmless, page, says, type Fault } from '../fault.ts';
import { head } from '../raw-http.ts';

/** An empty SETTINGS frame, and one with three settings: how an HTTP/2 server begins (RFC 9113, 3.4). */
const HTTP2_PREFACE = '\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x80\0\x04\0\x01\0\0\0\x05\0\xff\xff\xff';

export const MALFORMED_FAULTS: readonly Fault[] = [
  says('garbage', 'protocol.invalid', 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'),
  says('binary-garbage', 'protocol.invalid', '\x15\x03\x01\0\x02\x02\x46\0\xff\xfe'),
  says('http-0.9', 'protocol.invalid', '<html><title>Older than status lines</title></html>'),
  says('http-2', 'protocol.invalid', HTTP2_PREFACE),
  says('nuls', 'protocol.invalid', '\0'.repeat(1000)),
  says('status-of-four-digits', 'protocol.invalid', 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok'),
  says('status-without-number', 'protocol.invalid', 'HTTP/1.1 OK\r\nContent-Length: 2\r\n\r\nok'),
  says('nul-in-header', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok'),
  says('nul-in-header-name', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nX\0: a\r\nContent-Length: 2\r\n\r\nok'),
  says(
    'header-without-colon',
    'protocol.invalid',
    'HTTP/1.1 200 OK\r\nNonsense\r\nContent-Length: 2\r\n\r\nok',
  ),
  says('folded-header', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nok'),
  says('bare-line-feeds', 'protocol.invalid', 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok'),
  says(
    'two-lengths',
    'protocol.invalid',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!',
  ),
  says('negative-length', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello'),
  says('length-in-words', 'protocol.invalid', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nhello'),
  // Who believes one of them where a proxy believes the other mixes up answers (RFC 9112, 6.3).
  says(
    'length-and-chunks',
    'protocol.invalid',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  ),
  says('chunk-without-length', 'protocol.invalid', `${chunkedHead()}5\r\nhello\r\nnot-a-length\r\n`),
  says('chunk-longer-than-its-length', 'protocol.invalid', `${chunkedHead()}2\r\nhello\r\n0\r\n\r\n`),
  says('chunk-length-beyond-bounds', 'protocol.invalid', `${chunkedHead()}fffffffffffffffff\r\nhello`),
  says('chunk-of-negative-length', 'protocol.invalid', `${chunkedHead()}-5\r\nhello\r\n0\r\n\r\n`),

  // Bombs in the head.
  fault('header-bomb', 'protocol.headers_too_large', ({ socket }) => {
    socket.end(head(200, { 'X-Bomb': 'x'.repeat(300_000), 'Content-Length': 0 }));
  }),
  fault('many-headers', 'protocol.headers_too_large', ({ socket }) => {
    const many = Array.from({ length: 10_000 }, (_, index) => [`X-Header-${index}`, 'some value']);
    socket.end(head(200, { ...Object.fromEntries(many), 'Content-Length': 0 }));
  }),
  says('status-line-bomb', 'protocol.headers_too_large', `HTTP/1.1 200 ${'O'.repeat(1_000_000)}\r\n\r\n`),

  // Answers before the answer.
  says('continue-flood', 'protocol.invalid', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(5000)),
  says('early-hints-flood', 'protocol.invalid', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(5000)),
  fault(
    'unasked-upgrade',
    'protocol.invalid',
    ({ socket }) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    },
    { mayAskTwice: true },
  ),
  harmless('early-hints', (request) => {
    request.socket.write('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n');
    page(request);
  }),
  harmless('http-1.0', ({ socket, ...request }) => {
    page({ ...request, socket }, { Connection: 'close' });
    socket.end();
  }),
];
