/**
 * How many requests per second each host was sent over the last seconds. One multiplication
 * a request and twelve bytes a host, whatever the rate: each start adds its share to a
 * number that fades.
 */

/** What was this long ago counts about a third. */
const FADE_MS = 3000;

export class StartMeter {
  #perSec = new Float32Array(64);
  #atMs = new Float64Array(64);

  started(host: number, nowMs: number): void {
    if (host >= this.#perSec.length) this.#grow(host);
    this.#perSec[host] = this.perSec(host, nowMs) + 1000 / FADE_MS;
    this.#atMs[host] = nowMs;
  }

  perSec(host: number, nowMs: number): number {
    const perSec = this.#perSec[host] ?? 0;
    return perSec === 0 ? 0 : perSec * Math.exp((this.#atMs[host]! - nowMs) / FADE_MS);
  }

  #grow(host: number): void {
    const size = Math.max(host + 1, this.#perSec.length * 2);
    const perSec = new Float32Array(size);
    const atMs = new Float64Array(size);
    perSec.set(this.#perSec);
    atMs.set(this.#atMs);
    this.#perSec = perSec;
    this.#atMs = atMs;
  }
}
