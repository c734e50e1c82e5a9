/**
 * Takes every request and answers none, except those for `/page`, which get a page of 43 KB at once.
 * Bare sockets, so that it keeps up. Started by fork, it sends its origin.
 */
import { createServer } from 'node:net';
import process from 'node:process';

const PAGE_BYTES = 43_000;
const start = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Beside</title></head><body>';
const page = start.padEnd(PAGE_BYTES, 'words ');
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  // A request is small enough to come in one piece over loopback.
  socket.on('data', (chunk) => {
    if (chunk.toString('latin1', 0, 10) === 'GET /page ') socket.write(answer);
  });
});
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.send({ origin: `http://127.0.0.1:${server.address().port}` });
});
process.once('disconnect', () => process.exit(0));
