/** What the page of the window is, has and may do: Electron's checklist, in the real window. */
import { APP_URL, expect, test } from '../support/shared-window.ts';

test('only bundled content is loaded (1, 18)', async ({ page }) => {
  const loadedUrls = () =>
    page.evaluate(() => performance.getEntriesByType('resource').map((entry) => entry.name));

  expect(page.url()).toBe(APP_URL);
  // The browser files a resource's timing some time after the script in it has run.
  await expect.poll(async () => (await loadedUrls()).length).toBeGreaterThan(0);
  const loaded = await loadedUrls();
  expect(loaded.filter((url) => !url.startsWith('app://bundle/'))).toEqual([]);
});

test('the page is in the sandbox, without Node, apart from its preload (2, 3, 4, 6, 8 to 12)', async ({
  app,
  page,
}) => {
  await expect(page.locator('#root')).toBeVisible();

  const used = await app.evaluate(({ webContents }) =>
    webContents.getAllWebContents().map((contents) => {
      // Electron declares it on one kind of contents only.
      const { getLastWebPreferences } = contents as unknown as { getLastWebPreferences(): object };
      return getLastWebPreferences.call(contents);
    }),
  );
  // Electron leaves out what is off by default and was not changed.
  const offByDefault = { nodeIntegrationInWorker: false, navigateOnDragDrop: false };

  expect(used).toHaveLength(1);
  expect({ ...offByDefault, ...used[0] }).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
  });
});

test('there is no Node and no Electron in the page (2)', async ({ page }) => {
  const kinds = await page.evaluate(() =>
    [
      'require',
      'process',
      'module',
      'exports',
      'global',
      'Buffer',
      'setImmediate',
      'electron',
      'ipcRenderer',
    ].map((name) => typeof Reflect.get(globalThis, name)),
  );

  expect(new Set(kinds)).toEqual(new Set(['undefined']));
  expect(await page.evaluate(() => Object.keys(window.gleaner).toSorted())).toEqual([
    'onEvent',
    'openDropped',
    'request',
  ]);
});

test('the bridge cannot be changed or replaced by the page (3, 20)', async ({ page }) => {
  const isSame = await page.evaluate(() => {
    const { request } = window.gleaner;
    for (const change of [
      () => Reflect.set(window.gleaner, 'request', () => 'mine'),
      () => Reflect.set(window, 'gleaner', { request: () => 'mine' }),
      () => Reflect.defineProperty(window, 'gleaner', { value: null }),
      () => Reflect.deleteProperty(window, 'gleaner'),
      () => Reflect.defineProperty(window.gleaner, 'extra', { value: 1 }),
    ])
      change();
    return window.gleaner.request === request && !('extra' in window.gleaner);
  });

  expect(isSame).toBe(true);
});

test('prototypes that the page has poisoned do not reach the preload (3)', async ({ page }) => {
  const code = await page.evaluate(async () => {
    // Each of these would let a path of the page's own through if the preload shared its world.
    const restore = [
      [Set.prototype, 'has', () => false],
      [Array.prototype, 'filter', () => ['/etc/passwd']],
      [Array.prototype, 'map', () => ['/etc/passwd']],
      [Object, 'hasOwn', () => true],
    ].map(([target, name, value]) => {
      const owner = target as object; // as listed above
      const original = Reflect.get(owner, name as string);
      Reflect.set(owner, name as string, value);
      return () => Reflect.set(owner, name as string, original);
    });
    Reflect.set(Object.prototype, 'paths', ['/etc/passwd']);
    try {
      const answer = await window.gleaner.request('list.openDropped', {
        importId: 'poisoned',
        paths: ['/etc/passwd'],
      });
      return answer.ok ? 'opened' : answer.error.code;
    } finally {
      for (const undo of restore) undo();
      Reflect.deleteProperty(Object.prototype, 'paths');
    }
  });

  expect(code).toBe('UNKNOWN_ROUTE');
});

test('the content policy is the one that is written down (7)', async ({ page }) => {
  const headers = await page.evaluate(async (url) => [...(await fetch(url)).headers], APP_URL);

  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
});

test('no code runs that is not a file of the bundle: eval, inline scripts, handlers, workers (7)', async ({
  page,
  complaints,
}) => {
  complaints.areProvoked();
  // After a timer, because what the debugger itself evaluates is exempt from the policy.
  const evaluated = await page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        setTimeout(() => {
          const attempts = [
            // oxlint-disable-next-line no-eval -- it is refused, which is what is tested
            () => (0, eval)('globalThis.ran = true'),
            () => Reflect.construct(Function, ['globalThis.ran = true'])(),
            () => new Worker(URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))),
          ];
          resolve(
            attempts.map((attempt) => {
              try {
                attempt();
                return 'ran';
              } catch (error) {
                return error instanceof Error ? error.name : 'thrown';
              }
            }),
          );
        }, 0);
      }),
  );
  await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.ran = true';
    const image = document.createElement('div');
    image.innerHTML =
      '<img src="x:" onerror="globalThis.ran = true"><svg onload="globalThis.ran = true"></svg>';
    const link = document.createElement('a');
    link.setAttribute('href', 'javascript:globalThis.ran = true');
    const base = document.createElement('base');
    base.setAttribute('href', 'https://shop.example/');
    document.body.append(script, image, link, base);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 100));
  });

  expect(evaluated.slice(0, 2)).toEqual(['EvalError', 'EvalError']);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'ran'))).toBeUndefined();
  expect(await page.evaluate(() => document.baseURI)).toBe(APP_URL);
  await expect.poll(() => complaints.seen.length).toBeGreaterThan(3);
});

test('every permission and every device is denied (5)', async ({ page, complaints }) => {
  complaints.areProvoked();
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'midi', 'clipboard-read'];
    const all = await Promise.all(
      // The DOM's type lists only some of the names.
      names.map((name) => navigator.permissions.query({ name } as unknown as PermissionDescriptor)),
    );
    return all.map(({ state }) => state);
  });
  expect(new Set(states)).toEqual(new Set(['denied']));

  // With the user's own gesture, as a click on a trap of the page would have it.
  const session = await page.context().newCDPSession(page);
  const attempt = async (expression: string): Promise<unknown> => {
    const { result } = await session.send('Runtime.evaluate', {
      expression: `(async () => { try { return String(await (${expression})); } catch (error) { return error.name ?? String(error.code); } })()`,
      userGesture: true,
      awaitPromise: true,
      returnByValue: true,
    });
    return result.value;
  };

  expect(await attempt('Notification.requestPermission()')).toBe('denied');
  expect(
    await attempt(
      'new Promise((ok, no) => navigator.geolocation.getCurrentPosition(ok, (e) => no({ code: e.code })))',
    ),
  ).toBe('1');
  expect(await attempt('navigator.clipboard.readText()')).toBe('NotAllowedError');
  expect(await attempt('navigator.mediaDevices.getUserMedia({ audio: true })')).toMatch(
    /NotAllowed|NotFound/,
  );
  expect(await attempt('navigator.mediaDevices.getDisplayMedia({ video: true })')).toMatch(/Not/);
  expect(await attempt('navigator.usb.requestDevice({ filters: [] })')).toMatch(/Error$/);
  expect(await attempt('navigator.serial.requestPort({ filters: [] })')).toMatch(/Error$/);
  expect(await attempt('navigator.hid.requestDevice({ filters: [] }).then((found) => found.length)')).toMatch(
    /^0$|Error$/,
  );
  await session.detach();
});

test('a webview cannot be attached (12)', async ({ app, page }) => {
  await page.evaluate(async () => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'app://bundle/index.html');
    document.body.append(view);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });

  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1);
});

test('nothing is downloaded by the page', async ({ app, page }) => {
  const prevented = app.evaluate(
    ({ session }) =>
      new Promise<boolean>((resolve) =>
        session.defaultSession.once('will-download', (event) => resolve(event.defaultPrevented)),
      ),
  );
  // The listener must be there before the click.
  await app.evaluate(() => undefined);

  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['#!/bin/sh']));
    link.download = 'run-me.sh';
    link.click();
  });

  expect(await prevented).toBe(true);
});
