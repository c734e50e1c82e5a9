/**
 * The floor: undici's dispatch and nothing else. No ledger, no governor, no titles, no
 * decompression; bytes are counted and dropped.
 *
 *     raw-dispatch.mjs LIST CONCURRENCY [ACCEPT-ENCODING]
 */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Agent } from 'undici';

const [listPath, concurrencyText, acceptEncoding] = process.argv.slice(2);
const concurrency = Number(concurrencyText);
const urls = readFileSync(listPath, 'utf8').split('\n').filter(Boolean);
const agent = new Agent({ connections: concurrency, pipelining: 1 });
const headers = acceptEncoding === undefined ? [] : ['accept-encoding', acceptEncoding];

let next = 0;
let ok = 0;
let bytes = 0;
const failures = {};

function fail(name) {
  failures[name] = (failures[name] ?? 0) + 1;
}

function dispatchNext(resolve) {
  if (next === urls.length) {
    resolve();
    return;
  }
  const url = urls[next++];
  const pathStart = url.indexOf('/', 8);
  let status = 0;
  agent.dispatch(
    { origin: url.slice(0, pathStart), path: url.slice(pathStart), method: 'GET', headers },
    {
      onConnect() {},
      onHeaders(code) {
        status = code;
        return true;
      },
      onData(chunk) {
        bytes += chunk.length;
        return true;
      },
      onComplete() {
        if (status === 200) ok += 1;
        else fail(String(status));
        dispatchNext(resolve);
      },
      onError(error) {
        fail(error.code ?? error.name);
        dispatchNext(resolve);
      },
    },
  );
}

await Promise.all(Array.from({ length: concurrency }, () => new Promise(dispatchNext)));
await agent.close();
console.log(JSON.stringify({ ok, bytes, failures }));
