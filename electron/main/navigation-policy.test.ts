import { describe, expect, it } from 'vitest';
import {
  APP_ORIGIN,
  isExternalUrlAllowed,
  isRendererRequestAllowed,
  isTrustedFrame,
} from './navigation-policy.ts';

describe('isExternalUrlAllowed', () => {
  it('offers an https link to the system browser', () => {
    expect(isExternalUrlAllowed('https://shop.example/p/1?x=1')).toBe(true);
  });

  it.each([
    'http://shop.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://share/x',
    'app://bundle/index.html',
    'https://user@shop.example/',
    'https://user:word@shop.example/',
    `https://shop.example/${'a'.repeat(3000)}`,
    'not a url',
  ])('refuses %s', (url) => {
    expect(isExternalUrlAllowed(url)).toBe(false);
  });
});

describe('isRendererRequestAllowed', () => {
  it.each(['app://bundle/index.html', 'app://bundle/assets/a.js', 'blob:app://bundle/1234'])(
    'lets the window load %s',
    (url) => {
      expect(isRendererRequestAllowed(url, false)).toBe(true);
    },
  );

  it.each([
    'https://shop.example/',
    'http://127.0.0.1:8080/',
    'ws://127.0.0.1/',
    'file:///etc/passwd',
    'app://other/index.html',
    'blob:https://shop.example/1234',
    'devtools://devtools/bundled/devtools_app.html',
    'chrome-extension://abc/x.js',
    '',
  ])('refuses %s', (url) => {
    expect(isRendererRequestAllowed(url, false)).toBe(false);
  });

  it('loads the developer tools where they are allowed', () => {
    expect(isRendererRequestAllowed('devtools://devtools/bundled/devtools_app.html', true)).toBe(true);
  });
});

describe('isTrustedFrame', () => {
  it('trusts the top frame of our own page', () => {
    expect(isTrustedFrame({ origin: APP_ORIGIN, parent: null })).toBe(true);
  });

  it.each([
    ['a frame that is gone', null],
    ['a frame that was never there', undefined],
    ['a sub-frame of our own page', { origin: APP_ORIGIN, parent: {} }],
    ['another origin', { origin: 'https://shop.example', parent: null }],
    ['another host of our scheme', { origin: 'app://other', parent: null }],
    ['an opaque origin', { origin: 'null', parent: null }],
  ])('refuses %s', (_what, frame) => {
    expect(isTrustedFrame(frame)).toBe(false);
  });
});
