/** A pacer, and over it what robots.txt asks for: Crawl-delay. */
import type { HostPacer } from '../governor/governor.ts';

/** @param delayMs Between two requests to a host, at the least; 0 is none. */
export function withCrawlDelay(pacer: HostPacer, delayMs: (host: number) => number): HostPacer {
  return {
    inFlightMax: (host) => pacer.inFlightMax(host),
    started: (host, plannedMs, nowMs) =>
      Math.max(pacer.started(host, plannedMs, nowMs), nowMs + delayMs(host)),
    nextStartMs: (host, startedMs) => Math.max(pacer.nextStartMs(host, startedMs), startedMs + delayMs(host)),
    wasFull: (host) => pacer.wasFull(host),
  };
}
