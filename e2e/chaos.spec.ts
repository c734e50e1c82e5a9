/** The real window over a list in which everything goes wrong that the fault table knows. */
import type { OutcomeCode } from '../shared/outcome-codes.ts';
import { expect, test } from './fixtures.ts';
import { EXACT_FAULTS, expectedCounts } from './servers/fault-table.ts';
import { mixedList, startFaultServer } from './servers/fault-server.ts';
import { GleanerWindow } from './support/gleaner-window.ts';

const ROWS_PER_FAULT = 3;
const GOOD = 1500;
/** Longer than the 10 s over which the least speed is measured, shorter than what comes too late. */
const TIMEOUT_MS = 13_000;

type Counts = Readonly<Partial<Record<OutcomeCode, number>>>;

/** The window has one timeout, which the limits for headers and for pauses follow: the whole is over when they are. */
function asInTheWindow(counts: Counts): Counts {
  const {
    'timeout.headers': headers = 0,
    'timeout.idle': idle = 0,
    'timeout.total': total = 0,
    ...rest
  } = counts;
  return { ...rest, 'timeout.total': headers + idle + total };
}

test('each way to fail is counted on screen exactly as often as the server let it happen', async ({
  app,
  window,
}, testInfo) => {
  test.setTimeout(180_000);
  const server = await startFaultServer();
  const failing = EXACT_FAULTS.length * ROWS_PER_FAULT;
  const list = mixedList(server, { failing, good: GOOD, faults: EXACT_FAULTS });
  const { ok = 0, ...failures } = asInTheWindow(expectedCounts(list));
  const gleaner = new GleanerWindow(app, window);

  await gleaner.paste(list.map(({ url }) => url).join('\n'));
  await gleaner.page.getByLabel('Further attempts after the first').fill('1');
  await gleaner.useFixedLimits();
  await gleaner.slider('Timeout').fill(String(TIMEOUT_MS));
  await gleaner.slider('Per host').fill('100');
  await gleaner.start.click();
  await gleaner.expectFinished(120_000);

  expect(await gleaner.expectEquation()).toEqual({
    lines: list.length,
    rows: list.length,
    merged: 0,
    rejected: 0,
    ok,
    failed: list.length - ok,
    skipped: 0,
    pending: 0,
  });
  // In one look: entries that change their places between two would be missed.
  const shown = () =>
    gleaner.failures.getByRole('listitem').evaluateAll((entries) =>
      Object.fromEntries(
        entries.map((entry) => {
          const count = /([\d,]+)\D*$/.exec((entry as HTMLElement).innerText)?.[1] ?? '';
          return [entry.querySelector('code')?.textContent ?? '', Number(count.replaceAll(',', ''))];
        }),
      ),
    );
  await expect.poll(shown).toEqual(failures);
  // The server agrees: every address that can be asked was asked.
  const served = server.served();
  for (const { name, serve } of EXACT_FAULTS)
    expect(served[name] ?? 0, name).toBeGreaterThanOrEqual(serve === undefined ? 0 : ROWS_PER_FAULT);
  const path = testInfo.outputPath('finished.png');
  await window.screenshot({ path });
  await testInfo.attach('finished', { path, contentType: 'image/png' });
  await server.close();
});
