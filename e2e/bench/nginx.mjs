/** An nginx of our own: its configuration, logs and files in a temporary folder, on a free loopback port. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, withSbin } from '../support/nginx-limits.mjs';
import { atEnd } from './at-end.mjs';

function configuration(folder, port, workers) {
  const isRoot = process.getuid?.() === 0;
  return `
${isRoot ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log warn;
worker_processes ${workers};
worker_rlimit_nofile 60000;
events { worker_connections 30000; multi_accept on; }
http {
  access_log off;
  client_body_temp_path ${folder}/tmp;
  proxy_temp_path ${folder}/tmp;
  fastcgi_temp_path ${folder}/tmp;
  uwsgi_temp_path ${folder}/tmp;
  scgi_temp_path ${folder}/tmp;
  types { text/html html; }
  charset utf-8;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  # Apache's default. The aiohttp script keeps a connection for 15 s; with minutes here, its connections
  # to 20,000 hosts were more than the files that it, and nginx, may have open, and some of its rows failed.
  keepalive_timeout 5s;
  open_file_cache max=1000 inactive=1h;
  server {
    # Every loopback address, for lists of many hosts; nobody else is let in.
    listen 0.0.0.0:${port} backlog=8192;
    allow 127.0.0.0/8;
    deny all;
    root ${folder}/site;
    location /p/ { rewrite "^/p/[0-9]*([0-9][0-9])\\.html$" /plain/$1.html last; }
    location /z/ { rewrite "^/z/[0-9]*([0-9][0-9])\\.html$" /packed/$1.html last; }
    location /plain/ { internal; alias ${folder}/site/pages/; }
    location /packed/ { internal; gzip_static on; alias ${folder}/site/pages/; }
  }
}
`;
}

/** Serves what {@link writeSite} wrote to `folder`/site. */
export async function startNginx(folder, { workers = 1 } = {}) {
  mkdirSync(join(folder, 'tmp'), { recursive: true });
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, workers));
  execFileSync('nginx', ['-t', '-q', '-c', file, '-p', folder, '-e', join(folder, 'error.log')], {
    env: withSbin(),
  });
  const child = spawn('nginx', ['-c', file, '-p', folder, '-e', join(folder, 'error.log')], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: withSbin(),
  });
  const forget = atEnd(() => child.kill());
  const origin = `http://127.0.0.1:${port}`;
  await untilAnswers(`${origin}/p/1000000.html`, child);
  return {
    origin,
    port,
    close: () =>
      new Promise((resolve) => {
        forget();
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
}

async function untilAnswers(url, child) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`nginx ended at once (status ${child.exitCode}).`);
    const answer = await fetch(url).catch(() => null);
    if (answer !== null) {
      await answer.arrayBuffer();
      if (answer.status !== 200) throw new Error(`nginx answered ${answer.status} for ${url}.`);
      return;
    }
    await sleep(50);
  }
  throw new Error('nginx did not answer within 5 s.');
}
