/** Answers that do not come, or come too slowly. */
import { chunkedHead, drip, fault, page, type Fault } from '../fault.ts';
import { head } from '../raw-http.ts';

/** Later than any limit that a test sets. */
const LATE_MS = 20_000;

export const SLOW_FAULTS: readonly Fault[] = [
  fault('silent', 'timeout.headers', () => {}),
  fault('late-headers', 'timeout.headers', (request) => {
    request.later(() => page(request), LATE_MS);
  }),
  fault('dripping-status-line', 'timeout.headers', (request) => {
    const line = 'HTTP/1.1 200 A reason that does not e';
    drip(request, (index) => line[index] ?? 'n');
  }),
  fault('dripping-headers', 'timeout.headers', (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\n');
    drip(request, () => 'X-Drip: 1\r\n');
  }),
  fault('headers-never-end', 'timeout.headers', ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n');
  }),
  fault('body-never-begins', 'timeout.idle', ({ socket }) => {
    socket.write(head(200, { 'Content-Length': 100_000 }));
  }),
  fault('body-stops', 'timeout.idle', ({ socket }) => {
    socket.write(`${head(200, { 'Content-Length': 100_000 })}<title>Stops`);
  }),
  fault('chunks-stop', 'timeout.idle', ({ socket }) => void socket.write(`${chunkedHead()}5\r\nhello\r\n`)),
  // 5 bytes a second never let the idle timeout see a pause.
  fault('dripping-body', 'timeout.slow', (request) => {
    request.socket.write(head(200, { 'Content-Length': 100_000 }));
    drip(request, () => 'x');
  }),
  fault('dripping-chunks', 'timeout.slow', (request) => {
    request.socket.write(chunkedHead());
    drip(request, () => '1\r\nx\r\n');
  }),
  // Ten times the least speed, and still never done.
  fault('steady-body', 'timeout.total', (request) => {
    request.socket.write(head(200, { 'Content-Length': 100_000 }));
    drip(request, () => 'x'.repeat(200));
  }),
];
