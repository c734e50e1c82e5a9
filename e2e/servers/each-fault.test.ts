/**
 * Each fault alone, at a host that is asked one thing at a time: the page before it, and the
 * page right after it, which finds the connection as the fault left it.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createHarness } from '../../electron/engine/testing/run-harness.ts';
import type { RunOptions } from '../../shared/options.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import type { ResultRow } from '../../shared/rows.ts';
import { expectedAttempts, FAULTS } from './fault-table.ts';
import { startFaultServer, type FaultServer } from './fault-server.ts';
import { FAR_LIMITS, goodTitle, type Fault } from './fault.ts';

/** Enough for all the slow faults to wait at the same time. */
const RUNS_AT_ONCE = 24;

/** By the outcome of a fault: the only limit that is near while its run is under way. */
const NEAR: Partial<Record<OutcomeCode, Partial<RunOptions>>> = {
  'connect.timeout': { timeoutConnectMs: 4000 },
  'timeout.headers': { timeoutHeadersMs: 4000 },
  'timeout.idle': { timeoutIdleMs: 4000 },
  'timeout.slow': { minSpeedBytesPerSec: 100, minSpeedWindowMs: 4000 },
  'timeout.total': { timeoutTotalMs: 8000 },
};

function isSlow({ expectedCodes: [code] }: Fault): boolean {
  return NEAR[code!] !== undefined;
}

const rowsOf = new Map<Fault, readonly ResultRow[]>();
let served: Readonly<Record<string, number>>;

beforeAll(async () => {
  const server = await startFaultServer();
  // Those with a limit after all that keep the processor busy.
  const waiting = [...FAULTS.filter((one) => !isSlow(one)), ...FAULTS.filter(isSlow)];
  const work = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift())
      rowsOf.set(fault, await runAlone(server, fault));
  };
  await Promise.all(Array.from({ length: RUNS_AT_ONCE }, work));
  served = server.served();
  await server.close();
}, 120_000);

async function runAlone(server: FaultServer, fault: Fault): Promise<readonly ResultRow[]> {
  const neighbour = (number: number): string =>
    fault.host === 'patience'
      ? new URL(`/good/${number}`, server.faultUrl(fault, number)).href
      : server.goodUrl(number);
  const harness = createHarness();
  await harness.start([neighbour(1), server.faultUrl(fault, 2), neighbour(3)], {
    ...FAR_LIMITS,
    ...NEAR[fault.expectedCodes[0]!],
    concurrency: 1,
    perHost: 1,
    retries: retriesFor(fault),
  });
  await harness.finished();
  const rows = await harness.rows();
  await harness.dispose();
  return rows;
}

/** Only who ends well in spite of a refusal needs another try. */
function retriesFor({ attempts }: Fault): number {
  return attempts === undefined ? 0 : 1;
}

describe.each(FAULTS)('$name', (fault) => {
  it(`ends as ${fault.expectedCodes.join(' or ')}, and is asked for as often as it is tried`, () => {
    const { outcome, error, attempts } = rowsOf.get(fault)![1]!;
    const requests = served[fault.name] ?? 0;

    expect(fault.expectedCodes, error ?? '').toContain(outcome);
    // A name server that is away is asked again; a name that does not exist is not.
    if (fault.host !== 'unknown') expect(attempts).toBe(expectedAttempts(fault, retriesFor(fault)));
    if (fault.serve === undefined) expect(requests).toBe(0);
    else if (fault.mayAskTwice === true) expect(requests).toBeGreaterThanOrEqual(attempts);
    else expect(requests).toBe(attempts);
  });

  it('does not touch the pages before and after it', () => {
    const [before, , after] = rowsOf.get(fault)!;
    const good = { outcome: 'ok', attempts: 1, error: null };

    expect(before).toMatchObject({ ...good, title: goodTitle(1) });
    expect(after).toMatchObject({ ...good, title: goodTitle(3) });
  });
});
