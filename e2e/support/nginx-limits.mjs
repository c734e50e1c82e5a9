/**
 * nginx with the limits that its users set (limit_req, limit_conn), each at an address of its own,
 * and its log as the witness of what it was asked. Behind it stands a server that takes its time.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * @typedef {object} NginxLimit
 * @property {string} name A word.
 * @property {string} http Directives of the http block, `{zone}` being a free name.
 * @property {string} location Directives of the location.
 * @property {number} answerMs How long its pages take.
 */

/**
 * @typedef {object} LogLine
 * @property {number} atMs Epoch milliseconds: when the answer was done.
 * @property {number} tookMs
 * @property {number} status
 */

const PAGE_BYTES = 20_000;

/** Debian keeps nginx where only root looks. */
export function withSbin() {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };
}

export function hasNginx() {
  try {
    execFileSync('nginx', ['-v'], { env: withSbin(), stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} folder Of its own.
 * @param {readonly NginxLimit[]} limits
 */
export async function startLimitedNginx(folder, limits) {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const ports = [];
  for (const _ of limits) ports.push(await freePort());
  const pages = await startPages();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, limits, ports, pages.port));
  const args = ['-c', file, '-p', folder, '-e', join(folder, 'error.log')];
  execFileSync('nginx', ['-t', '-q', ...args], { env: withSbin() });
  const child = spawn('nginx', args, { stdio: 'ignore', env: withSbin() });
  const closed = new Promise((resolve) => child.once('exit', resolve));
  const origins = Object.fromEntries(
    limits.map(({ name }, index) => [name, `http://127.0.0.1:${ports[index]}`]),
  );
  for (const port of ports) await untilListens(port, child);
  return {
    origins,
    /**
     * @param {string} name
     * @returns {LogLine[]} In the order in which the answers were done.
     */
    log: (name) => parseLog(readFileSync(join(folder, `${name}.log`), 'utf8')),
    close: async () => {
      child.kill('SIGTERM');
      await closed;
      pages.close();
    },
  };
}

function configuration(folder, limits, ports, pagesPort) {
  const servers = limits.map(
    ({ name, http, location, answerMs }, index) => `
  ${http.replaceAll('{zone}', name)}
  server {
    listen 127.0.0.1:${ports[index]};
    access_log ${folder}/${name}.log seen;
    location / {
      ${location.replaceAll('{zone}', name)}
      proxy_pass http://pages/${answerMs}/;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }`,
  );
  return `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
worker_processes 1;
events { worker_connections 4096; }
http {
  log_format seen '$msec $request_time $status';
  upstream pages { server 127.0.0.1:${pagesPort}; keepalive 100; }
  client_body_temp_path ${folder}/tmp;
  proxy_temp_path ${folder}/tmp;
  fastcgi_temp_path ${folder}/tmp;
  uwsgi_temp_path ${folder}/tmp;
  scgi_temp_path ${folder}/tmp;
  types { text/html html; }
  keepalive_requests 1000000;
${servers.join('\n')}
}
`;
}

function parseLog(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [at, took, status] = line.split(' ').map(Number);
      return { atMs: at * 1000, tookMs: took * 1000, status };
    });
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** `/100/7` is page 7, answered after 100 ms. */
async function startPages() {
  const server = createHttpServer(({ url = '' }, response) => {
    const [, answerMs, page] = url.split('/');
    // No page is like another, as one for all would be taken for a block page.
    const body = `<title>Page ${page}</title>${'x'.repeat(PAGE_BYTES + (Number(page) % 977))}`;
    setTimeout(() => response.setHeader('Content-Type', 'text/html').end(body), Number(answerMs));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  return {
    port: /** @type {import('node:net').AddressInfo} */ (server.address()).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Without a request, which the limits would count. */
async function untilListens(port, child) {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended at once (status ${child.exitCode}).`);
    const isOpen = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
    });
    if (isOpen) return;
    await sleep(25);
  }
  throw new Error('nginx did not listen within 5 s.');
}
