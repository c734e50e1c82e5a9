/** Nothing outside of the bundle can be named through the app's own protocol. */
import { expect, test } from '../support/shared-window.ts';

const SECRET = 'package.json';

for (const [what, path] of [
  ['dots', `/../../${SECRET}`],
  ['escaped dots', `/%2e%2e/%2e%2e/${SECRET}`],
  ['escaped slashes', `/..%2f..%2f${SECRET}`],
  ['escaped slashes in capitals', `/..%2F..%2F${SECRET}`],
  ['twice escaped slashes', `/..%252f..%252f${SECRET}`],
  ['backslashes', `/..\\..\\${SECRET}`],
  ['escaped backslashes', `/..%5c..%5c${SECRET}`],
  ['an absolute path', '//etc/passwd'],
  ['an escaped absolute path', '/%2fetc%2fpasswd'],
  ['a NUL', '/index.html%00.js'],
  ['a broken escape', '/%E0%A4%A'],
  ['a name after the extension of another file', `/index.html/../../../${SECRET}`],
  ['a file of the bundle that is not served', '/build-stamp'],
  ['a folder', '/assets'],
  ['the root', '/'],
  ['a run file', '/run.gleaner'],
] as const) {
  test(`the app's protocol serves nothing for ${what} (1)`, async ({ page, complaints }) => {
    complaints.areProvoked();
    const answer = await page.evaluate(async (target) => {
      try {
        const response = await fetch(`app://bundle${target}`);
        return { status: response.status, text: await response.text() };
      } catch {
        return { status: 0, text: '' };
      }
    }, path);

    expect([0, 404]).toContain(answer.status);
    expect(answer.text).toBe('');
    // A missing resource is an error on the console, as it should be.
  });
}

test("the app's protocol serves its own files, with a query or without (1)", async ({ page }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['app://bundle/index.html', 'app://bundle/index.html?x=/../../x#y'].map(
        async (url) => (await fetch(url)).status,
      ),
    ),
  );

  expect(statuses).toEqual([200, 200]);
});

for (const url of [
  'app://evil/index.html',
  'app://bundle.evil/index.html',
  'app://user@evil/index.html',
  'file:///etc/passwd',
  'chrome://version',
]) {
  test(`${url} cannot be read by the page (1, 6)`, async ({ page, complaints }) => {
    complaints.areProvoked();
    const isRead = await page.evaluate(
      (target) =>
        fetch(target).then(
          (response) => response.ok,
          () => false,
        ),
      url,
    );

    expect(isRead).toBe(false);
  });
}
