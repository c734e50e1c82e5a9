import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostRow } from '../../shared/rows.ts';
import type { Api } from '../api/bridge.ts';
import { createHostsModel } from './hosts-store.ts';

const HOSTS: readonly HostRow[] = Array.from({ length: 20_000 }, (_, hostId) => ({
  hostId,
  origin: `https://shop-${hostId}.example`,
  rows: 5,
  ok: 5,
  failed: 0,
  skipped: 0,
  pending: 0,
  p50Ms: 80,
  p95Ms: 300,
}));

function setup() {
  const engine = { reads: 0, details: 0, isMoving: true, delayMs: 0, moreFailed: 0 };
  const api = {
    call: async (name: string, input: { search: string; from: number; count: number; hostId: number }) => {
      if (name === 'hosts.detail') {
        engine.details += 1;
        return { host: { ...HOSTS[input.hostId], failed: engine.moreFailed }, phases: {} };
      }
      engine.reads += 1;
      const found = HOSTS.filter(({ origin }) => origin.includes(input.search));
      const { delayMs } = engine;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      return { hosts: found.slice(input.from, input.from + input.count), count: found.length };
    },
    // The store calls these two requests and nothing else.
  } as unknown as Api;
  return { engine, hosts: createHostsModel({ api, isMoving: () => engine.isMoving }) };
}

describe('hosts of the run', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads while somebody looks, and not a moment longer', async () => {
    const { engine, hosts } = setup();

    const end = hosts.watch();
    await vi.advanceTimersByTimeAsync(6100);
    end();
    const { reads } = engine;
    await vi.advanceTimersByTimeAsync(60_000);

    expect(reads).toBe(4);
    expect(engine.reads).toBe(4);
  });

  it('leaves a run alone that does not move', async () => {
    const { engine, hosts } = setup();
    engine.isMoving = false;

    hosts.watch();
    await vi.advanceTimersByTimeAsync(60_000);

    expect(engine.reads).toBe(1);
  });

  it('reads what a jump of the scroll bar brings into view, and knows it by its place', async () => {
    const { hosts } = setup();
    hosts.watch();
    await vi.advanceTimersByTimeAsync(0);

    hosts.setVisible(15_000, 15_020);
    await vi.advanceTimersByTimeAsync(0);

    expect(hosts.row(15_010)?.hostId).toBe(15_010);
    expect(hosts.row(3)).toBeUndefined();
  });

  it('does not read again for a turn of the wheel within what it has', async () => {
    const { engine, hosts } = setup();
    hosts.watch();
    hosts.setVisible(0, 20);
    await vi.advanceTimersByTimeAsync(0);
    const { reads } = engine;

    for (let first = 0; first <= 15; first += 1) hosts.setVisible(first, first + 20);

    expect(engine.reads).toBe(reads);
  });

  it('shows what the last search finds, however late the answer to an earlier one comes', async () => {
    const { engine, hosts } = setup();
    hosts.watch();
    await vi.advanceTimersByTimeAsync(0);

    engine.delayMs = 1000;
    hosts.setSearch('shop-1');
    await vi.advanceTimersByTimeAsync(300);
    engine.delayMs = 0;
    hosts.setSearch('shop-19999');
    await vi.advanceTimersByTimeAsync(1700);

    expect(hosts.store.getState().count).toBe(1);
    expect(hosts.row(0)?.hostId).toBe(19_999);
  });

  it('does not show the times of one host under the name of another', async () => {
    const { hosts } = setup();

    hosts.openHost(HOSTS[1]!);
    hosts.openHost(HOSTS[2]!);
    await vi.advanceTimersByTimeAsync(0);

    expect(hosts.store.getState().detail?.host.hostId).toBe(2);
  });

  it('says the same of a host in its row and beside the table', async () => {
    const { engine, hosts } = setup();
    hosts.watch();
    await vi.advanceTimersByTimeAsync(0);
    const { revision } = hosts.store.getState();

    // It goes on failing between the look at all and the look at one.
    engine.moreFailed = 3;
    hosts.openHost(HOSTS[2]!);
    await vi.advanceTimersByTimeAsync(0);

    expect(hosts.row(2)?.failed).toBe(3);
    expect(hosts.row(1)?.failed).toBe(0);
    expect(hosts.store.getState().revision).toBeGreaterThan(revision);
  });
});
