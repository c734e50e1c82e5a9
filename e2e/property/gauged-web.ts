/** Servers of good pages that count how many requests they hold at once, and hold them for a while. */
import type { RunLimits } from '../../shared/options.ts';
import { goodPage, HTML } from '../servers/fault.ts';
import { startRawServer, writeAnswer } from '../servers/raw-http.ts';

/** Long enough that requests meet, short enough that a stop waits for all. */
const ANSWER_AFTER_MS = 15;
/** What was sent before the limits were lowered has arrived and is answered by then, also on a busy machine. */
const LOWERED_AFTER_MS = 1000;

export interface GaugedWeb {
  pageUrl(host: number, number: number): string;
  /** From now on these hold; higher ones of before for a little longer. */
  promise(limits: Pick<RunLimits, 'concurrency' | 'perHost'>): void;
  /** Requests so far. */
  readonly arrived: number;
  /** Promises that were not kept, in words. */
  readonly broken: readonly string[];
  close(): Promise<void>;
}

export async function startGaugedWeb(hostCount: number): Promise<GaugedWeb> {
  const broken: string[] = [];
  const promises: { atMs: number; concurrency: number; perHost: number }[] = [];
  const openAt = Array.from({ length: hostCount }, () => 0);
  let open = 0;
  let arrived = 0;

  function check(host: number): void {
    const nowMs = performance.now();
    const since = promises.findLastIndex(({ atMs }) => atMs <= nowMs - LOWERED_AFTER_MS);
    const held = promises.slice(Math.max(0, since));
    const concurrency = Math.max(...held.map((one) => one.concurrency));
    const perHost = Math.max(...held.map((one) => one.perHost));
    if (open > concurrency) broken.push(`${open} requests at once, ${concurrency} promised`);
    if (openAt[host]! > perHost) broken.push(`${openAt[host]} at host ${host}, ${perHost} promised`);
  }

  const servers = await Promise.all(
    openAt.map((_, host) =>
      startRawServer(({ path, socket }) => {
        arrived++;
        open++;
        openAt[host]!++;
        check(host);
        // Counted as over before the answer leaves: what it lets in cannot arrive sooner.
        setTimeout(() => {
          open--;
          openAt[host]!--;
          if (!socket.destroyed)
            writeAnswer(socket, 200, { 'Content-Type': HTML }, goodPage(Number(path.slice(1))));
        }, ANSWER_AFTER_MS);
      }),
    ),
  );
  return {
    pageUrl: (host, number) => `${servers[host]!.origin}/${number}`,
    promise: ({ concurrency, perHost }) => {
      promises.push({ atMs: performance.now(), concurrency, perHost });
    },
    get arrived() {
      return arrived;
    },
    broken,
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
