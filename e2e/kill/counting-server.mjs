/**
 * A web server that counts the requests for each of its pages, as a process of its own: it must go
 * on counting whatever becomes of those who ask. Page N is `/N`, from 1. Started by fork with the
 * number of pages; see counting-site.ts for what it tells.
 */
import { createServer } from 'node:http';
import process from 'node:process';

const pages = Number(process.argv[2]);
/** Requests by page; the first entry stays empty. */
const counts = new Uint16Array(pages + 1);
let requests = 0;
/** Requests at which the parent wants to be told, with the numbers of its questions. */
const marks = new Map();

/** Some pages fail for ever, some at first, the rest never; counting-site.ts knows which. */
function statusOf(page, requestNumber) {
  if (page % 25 === 0) return 404;
  return page % 100 === 51 && requestNumber === 1 ? 500 : 200;
}

const server = createServer((request, response) => {
  const page = Number(request.url.slice(1));
  counts[page] += 1;
  requests += 1;
  for (const [id, mark] of marks) {
    if (requests < mark) continue;
    marks.delete(id);
    process.send({ id });
  }
  const status = statusOf(page, counts[page]);
  // Spread, so that at every moment some are being asked, some answered and some written.
  setTimeout(
    () => {
      response.writeHead(status, { 'Content-Type': 'text/html' });
      response.end(`<!doctype html><title>Page ${page}</title><p>${`Text ${page}. `.repeat(50)}`);
    },
    (page * 7919) % 20,
  );
});
server.keepAliveTimeout = 60_000;

process.on('message', ({ id, kind, afterRequests }) => {
  if (kind === 'counts') process.send({ id, counts });
  else marks.set(id, requests + afterRequests);
});
process.once('disconnect', () => process.exit(0));
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () =>
  process.send({ id: 0, origin: `http://127.0.0.1:${server.address().port}` }),
);
