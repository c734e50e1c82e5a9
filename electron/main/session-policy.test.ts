import type { App, Session } from 'electron';
import { describe, expect, it, vi } from 'vitest';
import { applyContentsPolicy, applySessionPolicy } from './session-policy.ts';

// What the policies register, by name; `as never` because Electron's overloads have no useful common type.
function fakeSession() {
  const calls: Record<string, (...args: never[]) => unknown> = {};
  const keep = (name: string) => (handler: (...args: never[]) => unknown) => (calls[name] = handler);
  const session = {
    setPermissionRequestHandler: keep('permissionRequest'),
    setPermissionCheckHandler: keep('permissionCheck'),
    setDevicePermissionHandler: keep('devicePermission'),
    webRequest: { onBeforeRequest: keep('beforeRequest') },
    on: (name: string, handler: (...args: never[]) => unknown) => (calls[name] = handler),
  };
  return { calls, session: session as unknown as Session };
}

function fakeContents() {
  const listeners = new Map<string, (event: { preventDefault(): void }) => void>();
  let openWindow: ((details: { url: string }) => unknown) | null = null;
  const contents = {
    on: (name: string, listener: (event: { preventDefault(): void }) => void) =>
      listeners.set(name, listener),
    setWebRTCIPHandlingPolicy: vi.fn(),
    setWindowOpenHandler: (handler: (details: { url: string }) => unknown) => (openWindow = handler),
  };
  const app = {
    on: (_name: string, listener: (event: unknown, contents: unknown) => void) => listener({}, contents),
  };
  return { listeners, contents, open: (url: string) => openWindow?.({ url }), app: app as unknown as App };
}

describe('applySessionPolicy', () => {
  it('denies every permission and device', () => {
    const { calls, session } = fakeSession();
    const answer = vi.fn();

    applySessionPolicy(session, false);
    calls['permissionRequest']?.(null as never, 'notifications' as never, answer as never);

    expect(answer).toHaveBeenCalledExactlyOnceWith(false);
    expect(calls['permissionCheck']?.()).toBe(false);
    expect(calls['devicePermission']?.()).toBe(false);
  });

  it('cancels a network request of the window and lets its own files through', () => {
    const { calls, session } = fakeSession();
    const answer = vi.fn();

    applySessionPolicy(session, false);
    calls['beforeRequest']?.({ url: 'https://shop.example/x.png' } as never, answer as never);
    calls['beforeRequest']?.({ url: 'app://bundle/index.html' } as never, answer as never);

    expect(answer.mock.calls).toEqual([[{ cancel: true }], [{ cancel: false }]]);
  });

  it('saves nothing by itself', () => {
    const { calls, session } = fakeSession();
    const preventDefault = vi.fn();

    applySessionPolicy(session, false);
    calls['will-download']?.({ preventDefault } as never);

    expect(preventDefault).toHaveBeenCalledOnce();
  });
});

describe('applyContentsPolicy', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])(
    'prevents %s',
    (name) => {
      const { app, listeners } = fakeContents();
      const preventDefault = vi.fn();

      applyContentsPolicy(app, vi.fn());
      listeners.get(name)?.({ preventDefault });

      expect(preventDefault).toHaveBeenCalledOnce();
    },
  );

  it('lets WebRTC send no datagrams', () => {
    const { app, contents } = fakeContents();

    applyContentsPolicy(app, vi.fn());

    expect(contents.setWebRTCIPHandlingPolicy).toHaveBeenCalledExactlyOnceWith('disable_non_proxied_udp');
  });

  it('never opens a second window, and offers only https links to the system browser', () => {
    const { app, open } = fakeContents();
    const openExternal = vi.fn();

    applyContentsPolicy(app, openExternal);

    expect(open('https://shop.example/p/1')).toEqual({ action: 'deny' });
    expect(open('http://shop.example/')).toEqual({ action: 'deny' });
    expect(open('app://bundle/index.html')).toEqual({ action: 'deny' });
    expect(openExternal).toHaveBeenCalledExactlyOnceWith('https://shop.example/p/1');
  });
});
