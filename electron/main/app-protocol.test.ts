import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerAsset, resolveAsset } from './app-protocol.ts';

const ROOT = '/opt/app/renderer';

describe('resolveAsset', () => {
  it('names a file of the bundle', () => {
    expect(resolveAsset(ROOT, 'app://bundle/assets/a.js')).toBe('/opt/app/renderer/assets/a.js');
  });

  it('ignores a query and a fragment', () => {
    expect(resolveAsset(ROOT, 'app://bundle/index.html?x=1#y')).toBe('/opt/app/renderer/index.html');
  });

  // The URL parser itself folds these dots away, so they stay inside the bundle.
  it.each(['app://bundle/../../etc/x.js', 'app://bundle/%2e%2e/%2e%2e/etc/x.js'])(
    'keeps %s inside the bundle',
    (url) => {
      expect(resolveAsset(ROOT, url)).toBe('/opt/app/renderer/etc/x.js');
    },
  );

  it.each([
    'app://bundle/..%2f..%2fetc/x.js',
    'app://bundle/a%2f..%2f..%2f..%2fetc%2fx.js',
    'app://bundle/..%2frenderer-other/x.js',
    'app://bundle/..%5c..%5cx.js',
    'app://bundle/%00.js',
    'app://bundle/a.js%00.png',
    'app://bundle/%E0%A4%A',
    'app://bundle/main.js.map',
    'app://bundle/run.gleaner',
    'app://bundle/',
    'app://bundle/constructor',
    'app://evil/index.html',
    'file:///etc/x.js',
    'not a url',
    '',
  ])('refuses %s', (url) => {
    expect(resolveAsset(ROOT, url)).toBeNull();
  });
});

describe('answerAsset', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gleaner-assets-'));
    await mkdir(join(folder, 'renderer'));
    await writeFile(join(folder, 'renderer', 'index.html'), '<p>hello');
    await writeFile(join(folder, 'secret.html'), 'secret');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('serves a page with a policy that starts from nothing', async () => {
    const answer = await answerAsset(join(folder, 'renderer'), 'app://bundle/index.html');

    expect(await answer.text()).toBe('<p>hello');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy.startsWith("default-src 'none'; script-src 'self'; style-src 'self';")).toBe(true);
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  it.each(['app://bundle/..%2fsecret.html', 'app://bundle/missing.html', 'app://bundle/renderer'])(
    'answers 404 without a body for %s',
    async (url) => {
      const answer = await answerAsset(join(folder, 'renderer'), url);

      expect(answer.status).toBe(404);
      expect(await answer.text()).toBe('');
    },
  );
});
