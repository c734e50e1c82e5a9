import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../testing/virtual-clock.ts';
import { Connectivity, systemRoutes, type RouteTable } from './connectivity.ts';

function setup() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const world = { hasAddress: true, nameServers: [] as string[], reachable: new Set<string>() };
  const routes: RouteTable = {
    hasAddress: () => world.hasAddress,
    nameServers: () => world.nameServers,
    hasRoute: async (address) => {
      asked.push(address);
      return world.reachable.has(address);
    },
  };
  const recoveries: number[] = [];
  const connectivity = new Connectivity(clock, routes, () => recoveries.push(clock.now()));
  const plugIn = () => world.reachable.add('198.51.100.1');
  const pullOut = () => world.reachable.clear();
  return { clock, connectivity, world, asked, recoveries, plugIn, pullOut };
}

describe('Connectivity', () => {
  it.each([
    ['IPv4', '198.51.100.1', false],
    ['IPv6', '2001:db8::1', false],
    ['its name server alone', '10.0.0.53', false],
    // systemd's resolver runs on every computer, with a network or without.
    ['a name server on this computer alone', '127.0.0.53', true],
    ['nothing', '', true],
  ])('of a computer that can reach %s', async (_what, address, isOffline) => {
    const { connectivity, world } = setup();
    world.nameServers = ['10.0.0.53', '127.0.0.53'];
    world.reachable.add(address);

    expect(await connectivity.isOffline()).toBe(isOffline);
  });

  it('is missing without any network attached, whatever routes are left over', async () => {
    const { connectivity, world, plugIn } = setup();
    plugIn();
    world.hasAddress = false;

    expect(await connectivity.isOffline()).toBe(true);
  });

  it('is there for who wants no farther than a network without a way to the world', async () => {
    const { connectivity, world } = setup();
    world.reachable.add('10.1.2.3');

    expect(await connectivity.isOffline(['10.1.2.3'])).toBe(false);
    expect(await connectivity.isOffline(['10.9.9.9'])).toBe(true);
  });

  it('is found out once for all who ask within a second, and then anew', async () => {
    const { clock, connectivity, asked, plugIn } = setup();

    const together = await Promise.all([1, 2, 3].map(() => connectivity.isOffline()));
    clock.advance(999);
    plugIn();
    expect([...together, await connectivity.isOffline()]).toEqual([true, true, true, true]);
    expect(asked).toHaveLength(2);
    clock.advance(1);
    expect(await connectivity.isOffline()).toBe(false);
  });

  it('tells once that it is back, and for a while counts as new', async () => {
    const { clock, connectivity, recoveries, plugIn, pullOut } = setup();
    plugIn();
    await connectivity.isOffline();
    expect([recoveries.length, connectivity.isSettling]).toEqual([0, false]);

    pullOut();
    clock.advance(1000);
    await connectivity.isOffline();
    plugIn();
    clock.advance(1000);
    await connectivity.isOffline();
    expect([recoveries, connectivity.isSettling]).toEqual([[2000], true]);

    clock.advance(3000);
    await connectivity.isOffline();
    expect([recoveries, connectivity.isSettling]).toEqual([[2000], false]);
  });
});

describe('systemRoutes', () => {
  it('finds a way to this computer itself, and none to an address that cannot be gone to', async () => {
    expect(await systemRoutes.hasRoute('127.0.0.1')).toBe(true);
    // Link-local without a link to go by.
    expect(await systemRoutes.hasRoute('fe80::1')).toBe(false);
  });
});
