/** The page shows data and never goes anywhere: no request, no navigation, no new window. */
import type { Page } from '@playwright/test';
import { startCountingServer, type CountingServer } from './counting-server.ts';
import { APP_URL, expect, test as base } from '../support/shared-window.ts';

const test = base.extend<{ readonly server: CountingServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs.
  server: async ({}, use) => {
    const server = await startCountingServer();
    await use(server);
    await server.close();
  },
});

/** Long enough for a request to arrive on loopback, many times over. */
const QUIET_MS = 500;

async function quiet(page: Page): Promise<void> {
  await page.evaluate((quietMs) => new Promise((resolve) => setTimeout(resolve, quietMs)), QUIET_MS);
}

test('the counting server counts', async ({ server }) => {
  await fetch(server.origin);

  expect(server.hits()).toBe(1);
});

test('no request of the page reaches the network, whatever it is made with', async ({
  page,
  complaints,
  server,
}) => {
  complaints.areProvoked();
  const reached = await page.evaluate(async (origin) => {
    const { host } = new URL(origin);
    const requests: [name: string, attempt: () => unknown][] = [
      ['fetch', () => fetch(origin, { mode: 'no-cors' })],
      ['keepalive fetch', () => fetch(origin, { mode: 'no-cors', keepalive: true })],
      [
        'XMLHttpRequest',
        () =>
          new Promise((resolve, reject) => {
            const request = new XMLHttpRequest();
            request.addEventListener('load', resolve);
            request.addEventListener('error', reject);
            request.open('GET', origin);
            request.send();
          }),
      ],
      [
        'WebSocket',
        () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(`ws://${host}`);
            socket.addEventListener('open', resolve);
            socket.addEventListener('error', reject);
          }),
      ],
      [
        'EventSource',
        () =>
          new Promise((resolve, reject) => {
            const source = new EventSource(origin);
            source.addEventListener('open', resolve);
            source.addEventListener('error', () => {
              source.close();
              reject(new Error('refused'));
            });
          }),
      ],
      ['module', () => import(/* @vite-ignore */ `${origin}/x.js`)],
    ];
    const names = await Promise.all(
      requests.map(async ([name, attempt]) => {
        try {
          await attempt();
          return name;
        } catch {
          return null;
        }
      }),
    );
    navigator.sendBeacon(origin, 'x');
    return names.filter((name) => name !== null);
  }, server.origin);
  await page.evaluate((origin) => {
    const holder = document.createElement('div');
    holder.innerHTML = [
      `<img src="${origin}/a.png">`,
      `<video src="${origin}/a.mp4" autoplay></video>`,
      `<object data="${origin}/a"></object>`,
      `<embed src="${origin}/a">`,
      `<iframe src="${origin}/a"></iframe>`,
      `<link rel="stylesheet" href="${origin}/a.css">`,
      `<link rel="prefetch" href="${origin}/a">`,
      `<link rel="preconnect" href="${origin}">`,
      `<link rel="icon" href="${origin}/a.ico">`,
      `<div style="background: url(${origin}/b.png)">x</div>`,
      `<svg><image href="${origin}/c.png"></image></svg>`,
    ].join('');
    const script = document.createElement('script');
    script.src = `${origin}/a.js`;
    document.body.append(holder, script);
    document.head.append(...[...holder.querySelectorAll('link')].map((link) => link.cloneNode()));
  }, server.origin);
  await quiet(page);

  expect(reached).toEqual([]);
  expect(server.hits()).toBe(0);
  await expect.poll(() => complaints.seen.length).toBeGreaterThan(0);
});

test('no datagram of the page reaches the network through WebRTC', async ({ page, server }) => {
  await page.evaluate(async (port) => {
    const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
    connection.createDataChannel('x');
    await connection.setLocalDescription(await connection.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 1000));
    connection.close();
  }, server.udpPort);

  expect(server.hits()).toBe(0);
});

for (const [name, go] of [
  ['a location', (origin) => window.location.assign(origin)],
  ['window.open', (origin) => void window.open(origin)],
  [
    'a link with a target',
    (origin) => {
      const link = document.createElement('a');
      link.href = origin;
      link.target = '_blank';
      document.body.append(link);
      link.click();
    },
  ],
  [
    'a link',
    (origin) => {
      const link = document.createElement('a');
      link.href = origin;
      document.body.append(link);
      link.click();
    },
  ],
  [
    'a form',
    (origin) => {
      const form = document.createElement('form');
      form.action = origin;
      form.method = 'post';
      document.body.append(form);
      form.submit();
    },
  ],
  [
    'a meta refresh',
    (origin) => {
      const meta = document.createElement('meta');
      meta.httpEquiv = 'refresh';
      meta.content = `0; url=${origin}`;
      document.head.append(meta);
    },
  ],
] as const satisfies readonly (readonly [string, (origin: string) => void])[]) {
  test(`the window goes nowhere and opens nothing through ${name} (13, 14)`, async ({
    app,
    page,
    complaints,
    server,
  }) => {
    complaints.areProvoked();
    await page.evaluate(go, server.origin);
    await quiet(page);

    // Asked through main: Playwright itself still waits for the navigation that was refused.
    const windows = await app.evaluate(({ BrowserWindow }) =>
      Promise.all(
        BrowserWindow.getAllWindows().map(async ({ webContents }) => ({
          url: webContents.getURL(),
          hasStart: await webContents.executeJavaScript(
            `[...document.querySelectorAll('button')].some((button) => button.textContent.trim() === 'Start')`,
          ),
        })),
      ),
    );

    expect(windows).toEqual([{ url: APP_URL, hasStart: true }]);
    expect(server.hits()).toBe(0);
    // Some are refused by the policy, which says so on the console; others by main.
  });
}

test('a middle click on a link opens nothing (14)', async ({ app, page, server }) => {
  await page.evaluate((origin) => {
    const link = document.createElement('a');
    link.href = origin;
    link.id = 'trap';
    link.textContent = 'trap';
    link.setAttribute('class', 'fixed top-0 left-0 z-50');
    document.body.append(link);
  }, server.origin);

  await page.locator('#trap').click({ button: 'middle' });
  await page.locator('#trap').click({ modifiers: ['Shift'] });
  await quiet(page);

  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(server.hits()).toBe(0);
});

test('an address that is dropped onto the window is not opened (13)', async ({ page, server }) => {
  const session = await page.context().newCDPSession(page);
  const data = {
    items: [{ mimeType: 'text/uri-list', data: server.origin }],
    dragOperationsMask: 1,
  };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  await session.detach();
  await quiet(page);

  expect(page.url()).toBe(APP_URL);
  expect(server.hits()).toBe(0);
});

test('a link is handed to the system browser only over https, without credentials, and after asking (15)', async ({
  app,
  page,
  complaints,
}) => {
  complaints.areProvoked();
  await app.evaluate(({ dialog, shell }) => {
    const calls = { asked: [] as string[], opened: [] as string[], answer: 1 };
    Reflect.set(globalThis, 'externalCalls', calls);
    // Electron's overloads: the window comes first, and the options last.
    dialog.showMessageBox = ((...args: { detail?: string }[]) => {
      calls.asked.push(args.at(-1)?.detail ?? '');
      return Promise.resolve({ response: calls.answer, checkboxChecked: false });
    }) as unknown as typeof dialog.showMessageBox;
    shell.openExternal = async (url) => void calls.opened.push(url);
  });
  const calls = () =>
    // As it was set above.
    app.evaluate(() => Reflect.get(globalThis, 'externalCalls') as { asked: string[]; opened: string[] });

  for (const url of [
    'http://shop.example/',
    'file:///etc/passwd',
    'smb://shop.example/x',
    'https://user:word@shop.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://bundle/index.html',
  ])
    await page.evaluate((target) => void window.open(target), url);
  await page.evaluate(() => void window.open('https://shop.example/declined'));
  await expect.poll(async () => (await calls()).asked).toEqual(['https://shop.example/declined']);
  expect((await calls()).opened).toEqual([]);

  await app.evaluate(() => {
    Reflect.set(Reflect.get(globalThis, 'externalCalls') as object, 'answer', 0); // as it was set above
  });
  await page.evaluate(() => void window.open('https://shop.example/wanted'));
  await expect.poll(async () => (await calls()).opened).toEqual(['https://shop.example/wanted']);
});
