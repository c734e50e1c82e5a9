import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HostLive } from '../../shared/host-live.ts';
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

const LIVE: HostLive = {
  origin: '',
  state: 'steady',
  reason: 'healthy',
  inFlight: 1,
  inFlightMax: 8,
  ratePerSec: 10,
  startedPerSec: 9,
  refusedAtPerSec: null,
  pendingRows: 5,
  parked: null,
  pausedBy: null,
};

interface HostsInput {
  readonly search: string;
  readonly from: number;
  readonly count: number;
  readonly hostId: number;
  readonly origins: readonly string[];
}

function setup() {
  const engine = {
    reads: 0,
    details: 0,
    isMoving: true,
    delayMs: 0,
    moreFailed: 0,
    isReversed: false,
    liveAsked: [] as (readonly string[])[],
    actions: [] as string[],
    pausedBy: null as HostLive['pausedBy'],
  };
  const api = {
    call: async (name: string, input: HostsInput) => {
      if (name === 'hosts.live') {
        engine.liveAsked.push(input.origins);
        return input.origins.map((origin) => ({ ...LIVE, origin, pausedBy: engine.pausedBy }));
      }
      if (name.startsWith('host.')) {
        engine.actions.push(name);
        return null;
      }
      if (name === 'hosts.detail') {
        engine.details += 1;
        return { host: { ...HOSTS[input.hostId], failed: engine.moreFailed }, phases: {} };
      }
      engine.reads += 1;
      const found = HOSTS.filter(({ origin }) => origin.includes(input.search));
      const { delayMs } = engine;
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      const page = found.slice(input.from, input.from + input.count);
      return { hosts: engine.isReversed ? page.toReversed() : page, count: found.length };
    },
    // The store calls these requests and nothing else.
  } as unknown as Api;
  const done: string[] = [];
  const hosts = createHostsModel({
    api,
    isMoving: () => engine.isMoving,
    onError: () => undefined,
    onDone: (message) => done.push(message),
  });
  return { engine, done, hosts };
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

  it('leaves the host where it is at which somebody points', async () => {
    const { engine, hosts } = setup();
    hosts.watch();
    hosts.setVisible(0, 20);
    await vi.advanceTimersByTimeAsync(0);

    hosts.holdOrder(true);
    engine.isReversed = true;
    await vi.advanceTimersByTimeAsync(2100);
    expect(hosts.row(3)?.hostId).toBe(3);

    hosts.holdOrder(false);
    await vi.advanceTimersByTimeAsync(2000);
    expect(hosts.row(3)?.hostId).not.toBe(3);
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

  it('asks twice a second how the hosts in view are asked, and of no others', async () => {
    const { engine, hosts } = setup();
    const end = hosts.watch();
    await vi.advanceTimersByTimeAsync(0);
    hosts.setVisible(100, 120);
    await vi.advanceTimersByTimeAsync(0);
    engine.liveAsked.length = 0;

    await vi.advanceTimersByTimeAsync(1900);
    end();
    await vi.advanceTimersByTimeAsync(10_000);

    expect(engine.liveAsked).toHaveLength(3);
    for (const origins of engine.liveAsked)
      expect(origins).toEqual(HOSTS.slice(100, 120).map(({ origin }) => origin));
    expect(hosts.liveOf('https://shop-110.example')?.inFlightMax).toBe(8);
  });

  it('ends a pause of the user, and decides about one of the engine', async () => {
    const { engine, hosts } = setup();
    hosts.watch();
    hosts.setVisible(0, 20);
    await vi.advanceTimersByTimeAsync(1000);
    engine.isMoving = false;

    engine.pausedBy = 'user';
    await hosts.pauseHost(HOSTS[3]!.origin);
    await hosts.resumeHost(HOSTS[3]!.origin);
    engine.pausedBy = 'failures';
    await hosts.pauseHost(HOSTS[3]!.origin);
    await hosts.resumeHost(HOSTS[3]!.origin);

    expect(engine.actions).toEqual(['host.pause', 'host.resume', 'host.pause', 'host.decide']);
  });

  it('says that a host was forgotten', async () => {
    const { done, hosts } = setup();

    await hosts.forgetHost('https://shop.example');

    expect(done).toEqual(['shop.example begins anew.']);
  });
});
