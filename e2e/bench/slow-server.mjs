/**
 * Answers every request after a fixed time, for measuring what is lost to anything but waiting.
 * Bare sockets, so that it keeps up with thousands of connections. `slow-server.mjs DELAY_MS HOSTS`
 * listens on that many loopback addresses; started by fork, it sends their origins.
 */
import { createServer } from 'node:net';
import process from 'node:process';

const [delayMs, hostCount] = process.argv.slice(2).map(Number);
const page = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Late</title></head></html>';
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${page.length}\r\n\r\n${page}`,
);

function answerLate(socket) {
  socket.on('error', () => {});
  let unread = '';
  socket.on('data', (chunk) => {
    unread += chunk.toString('latin1');
    // No client here sends a second request before it has its answer.
    if (!unread.endsWith('\r\n\r\n')) return;
    unread = '';
    setTimeout(() => socket.write(answer), delayMs);
  });
}

function listen(host, port) {
  return new Promise((resolve, reject) => {
    const server = createServer({ noDelay: true }, answerLate);
    server.once('error', reject);
    server.listen({ port, host, backlog: 4096 }, () => resolve(server.address().port));
  });
}

const port = await listen('127.0.0.1', 0);
const hosts = Array.from({ length: hostCount }, (_, index) => `127.0.0.${index + 1}`);
await Promise.all(hosts.slice(1).map((host) => listen(host, port)));
process.send({ origins: hosts.map((host) => `http://${host}:${port}`) });
process.once('disconnect', () => process.exit(0));
