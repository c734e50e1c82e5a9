/** Connections that do not come about, or end too early. */
import { fault, goodPage, harmless, HTML, page, type Fault } from '../fault.ts';
import { head, reset, type RawRequest } from '../raw-http.ts';

/** A request that comes all the same is not served, and so it is not counted. */
function listenNoMore(socket: RawRequest['socket']): void {
  socket.removeAllListeners('data');
  socket.resume();
}

export const CONNECTION_FAULTS: readonly Fault[] = [
  { name: 'refused', expectedCodes: ['connect.refused'], host: 'closed' },
  // Without any name server the answer is "try again" instead of "no such name".
  { name: 'unknown-host', expectedCodes: ['dns.not_found', 'dns.failure', 'dns.timeout'], host: 'unknown' },
  { name: 'reset-on-accept', expectedCodes: ['connect.reset'], host: 'accept' },
  fault('reset-before-answer', 'connect.reset', ({ socket }) => reset(socket), { mayAskTwice: true }),
  fault('closed-before-answer', 'connect.reset', ({ socket }) => socket.end(), { mayAskTwice: true }),
  fault('reset-in-headers', 'body.truncated', ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/ht', () => reset(socket));
  }),
  fault('closed-in-headers', 'body.truncated', ({ socket }) => {
    socket.end('HTTP/1.1 200 OK\r\nContent-Type: text/ht');
  }),
  fault('closed-in-status-line', 'body.truncated', ({ socket }) => void socket.end('HTTP/1.')),
  fault('truncated', 'body.truncated', ({ socket, number }) => {
    socket.end(head(200, { 'Content-Length': 50_000 }) + goodPage(number));
  }),
  fault('reset-in-body', 'body.truncated', ({ socket, number }) => {
    socket.write(head(200, { 'Content-Length': 50_000 }) + goodPage(number), () => reset(socket));
  }),
  fault('truncated-chunked', 'body.truncated', ({ socket }) => {
    socket.end(`${head(200, { 'Transfer-Encoding': 'chunked' })}5\r\nhello\r\n`);
  }),
  fault('truncated-chunk', 'body.truncated', ({ socket }) => {
    socket.end(`${head(200, { 'Transfer-Encoding': 'chunked' })}ff\r\nhello`);
  }),
  fault('reset-in-chunked', 'body.truncated', ({ socket }) => {
    socket.write(`${head(200, { 'Transfer-Encoding': 'chunked' })}5\r\nhello\r\n`, () => reset(socket));
  }),

  // Sound answers around which the connection misbehaves: the next request must not suffer.
  harmless('half-closed', ({ socket, number }) => {
    // Without a length the end of the stream is the end of the page (RFC 9112, 6.3).
    socket.end(head(200, { 'Content-Type': HTML }) + goodPage(number));
  }),
  harmless('closes-after-answer', (request) => {
    page(request);
    listenNoMore(request.socket);
    request.socket.end();
  }),
  harmless('says-keep-alive-and-closes', (request) => {
    page(request, { Connection: 'keep-alive', 'Keep-Alive': 'timeout=600' });
    listenNoMore(request.socket);
    request.socket.end();
  }),
  harmless('hangs-up-when-asked-again', (request) => {
    const { socket } = request;
    page(request);
    listenNoMore(socket);
    socket.once('data', () => reset(socket));
  }),
  harmless('a-second-answer', ({ socket, number }) => {
    const answer = (title: string): string => {
      const body = title === '' ? goodPage(number) : `<title>${title}</title>`;
      return head(200, { 'Content-Type': HTML, 'Content-Length': body.length }) + body;
    };
    socket.write(answer('') + answer('Not for anybody'));
  }),
  harmless('longer-than-announced', ({ socket, number }) => {
    const body = goodPage(number);
    socket.write(
      head(200, { 'Content-Type': HTML, 'Content-Length': body.length }) + body + 'and more'.repeat(50),
    );
  }),
];
