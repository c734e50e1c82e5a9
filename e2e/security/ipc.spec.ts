/** Who may ask main for something, and what may be asked (17, 20). */
import type { IpcResult } from '../../shared/ipc/contract.ts';
import { expect, test } from '../support/shared-window.ts';

test('a sub-frame of our own page has no bridge and runs no code', async ({ page, complaints }) => {
  complaints.areProvoked();
  await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<script>parent.ran = true</script><body onload="parent.ran = true">';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
  });

  const frames = page.frames().filter((frame) => frame !== page.mainFrame());
  for (const frame of frames)
    expect(await frame.evaluate(() => typeof Reflect.get(globalThis, 'gleaner'))).toBe('undefined');
  expect(await page.evaluate(() => Reflect.get(globalThis, 'ran'))).toBeUndefined();
});

test('frames with an address of their own are not loaded', async ({ app, page, complaints }) => {
  complaints.areProvoked();
  await page.evaluate(async () => {
    const blob = URL.createObjectURL(new Blob(['<p>hello'], { type: 'text/html' }));
    for (const url of [blob, 'data:text/html,<p>hello', 'app://bundle/index.html', 'file:///etc/passwd']) {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
    }
    // Not all that is refused ends with an event.
    await new Promise((resolve) => setTimeout(resolve, 500));
  });

  const texts = await page.evaluate(() =>
    Array.from(
      document.querySelectorAll('iframe'),
      ({ contentDocument }) => contentDocument?.body?.innerText ?? '',
    ),
  );
  // A frame keeps the address that was refused; where it is, it knows itself.
  const places = await app.evaluate(({ BrowserWindow }) =>
    Promise.all(
      BrowserWindow.getAllWindows().flatMap(({ webContents }) =>
        webContents.mainFrame.frames.map(
          (frame) => frame.executeJavaScript('location.href') as Promise<string>,
        ),
      ),
    ),
  );

  expect(texts).toEqual(['', '', '', '']);
  expect(places.filter((url) => !/^(about:blank|chrome-error:.*)$/.test(url))).toEqual([]);
});

test('a request from a sub-frame, or from another page, is refused by main', async ({
  app,
  page,
  complaints,
}) => {
  complaints.areProvoked();
  await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<p>a frame of our own origin';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
  });

  // A frame has no bridge, so what would come from one is handed to main's own listener, with the
  // frame that Electron itself would give.
  const answers = await app.evaluate(async ({ BrowserWindow, ipcMain, webContents }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    const frame = contents?.mainFrame.frames[0];
    if (contents === undefined || frame === undefined) throw new Error('There is no frame.');
    // Electron keeps its listeners here; there is no public way to call one.
    const listeners = Reflect.get(ipcMain, '_invokeHandlers') as Map<
      string,
      (event: object, name: string, input: object) => Promise<unknown>
    >;
    const ask = (event: object) => listeners.get('ipc:request')?.(event, 'app.info', {});
    const stranger = Object.create(contents, { id: { value: contents.id + 1 } }) as typeof webContents;
    return {
      top: await ask({ sender: contents, senderFrame: contents.mainFrame }),
      sub: await ask({ sender: contents, senderFrame: frame }),
      gone: await ask({ sender: contents, senderFrame: null }),
      other: await ask({ sender: stranger, senderFrame: contents.mainFrame }),
    };
  });

  expect(codeOf(answers.top)).toBe('ok');
  expect(codeOf(answers.sub)).toBe('UNTRUSTED_SENDER');
  expect(codeOf(answers.gone)).toBe('UNTRUSTED_SENDER');
  expect(codeOf(answers.other)).toBe('UNTRUSTED_SENDER');
});

function codeOf(answer: unknown): string {
  const result = answer as IpcResult<unknown>; // what the listener answers
  return result.ok ? 'ok' : result.error.code;
}

const LIMITS = { concurrency: 1, perHost: 1, ratePerSecPerHost: null, timeoutTotalMs: 1000 };

for (const [what, name, input, code] of [
  ['a name that does not exist', 'app.quit', {}, 'UNKNOWN_ROUTE'],
  ['__proto__', '__proto__', {}, 'UNKNOWN_ROUTE'],
  ['constructor', 'constructor', {}, 'UNKNOWN_ROUTE'],
  ['a request of the engine', 'export.run', { exportId: 'e', path: '/x.csv' }, 'UNKNOWN_ROUTE'],
  [
    'a path as if it had been dropped',
    'list.openDropped',
    { importId: 'i', paths: ['/etc/passwd'] },
    'UNKNOWN_ROUTE',
  ],
  ['a key that is not in the contract', 'run.pause', { extra: 1 }, 'VALIDATION_FAILED'],
  ['no input', 'run.pause', null, 'VALIDATION_FAILED'],
  [
    'a path to export to',
    'export.save',
    {
      exportId: 'e',
      rows: { kind: 'rows', rowIds: [0] },
      choices: { format: 'csv', columns: [], hasOriginals: false },
      path: '/x.csv',
    },
    'VALIDATION_FAILED',
  ],
  [
    'a number over its range',
    'run.setLimits',
    { limits: { ...LIMITS, concurrency: 1e9 } },
    'VALIDATION_FAILED',
  ],
  [
    'more rows than may be read at once',
    'rows.read',
    { viewId: 1, from: 0, count: 1e6 },
    'VALIDATION_FAILED',
  ],
  [
    'text over the cap',
    'list.textAppend',
    { importId: 'i', text: 'x'.repeat(1_048_577) },
    'VALIDATION_FAILED',
  ],
  ['a run file that main did not list', 'run.openRecent', { path: '/etc/passwd' }, 'NOT_FOUND'],
  ['a proxy that is none', 'settings.setRunDefaults', { proxy: 'x' }, 'VALIDATION_FAILED'],
] as const) {
  test(`main refuses ${what}`, async ({ page }) => {
    const answer = await page.evaluate(
      // Anything can be sent from a page that somebody has taken over.
      async ([request, value]) => window.gleaner.request(request as never, value as never),
      [name, input] as const,
    );

    expect(answer).toMatchObject({ ok: false, error: { code } });
  });
}

test('main refuses a polluted object', async ({ page }) => {
  const answer = await page.evaluate(async () => {
    const input = JSON.parse('{"__proto__":{"polluted":true}}') as never; // sent as it is
    return window.gleaner.request('run.pause', input);
  });

  expect(answer.ok).toBe(false);
  expect(await page.evaluate(() => Reflect.get({}, 'polluted'))).toBeUndefined();
});

test('a page names no path through a file that is not on disk', async ({ page }) => {
  const open = (kind: 'made' | 'forged') =>
    page.evaluate(async (given) => {
      const file =
        given === 'made' ? new File(['x'], '/etc/passwd') : { name: 'passwd', path: '/etc/passwd' };
      try {
        return await window.gleaner.openDropped('i', [file as File]); // anything can be sent
      } catch {
        return 'refused';
      }
    }, kind);

  const made = await open('made');
  const forged = await open('forged');

  expect(made).toBeNull();
  expect(forged === null || forged === 'refused').toBe(true);
});

test('events reach the page without any object of Electron', async ({ app, page }) => {
  await page.evaluate(() => {
    const got: unknown[][] = [];
    Reflect.set(globalThis, 'got', got);
    // More than the one payload would be a leak.
    window.gleaner.onEvent('command', ((...args: unknown[]) => void got.push(args)) as never);
  });

  await app.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('ipc:event', 'command', { name: 'find' });
    BrowserWindow.getAllWindows()[0]?.webContents.send('ipc:event', 'constructor', { name: 'find' });
  });

  await expect.poll(() => page.evaluate(() => Reflect.get(globalThis, 'got'))).toEqual([[{ name: 'find' }]]);
  expect(
    await page.evaluate(() => {
      try {
        window.gleaner.onEvent('constructor' as never, () => undefined);
        return 'subscribed';
      } catch {
        return 'refused';
      }
    }),
  ).toBe('refused');
});
