/**
 * Locks down the session and every page of the app. The window shows data; it never
 * talks to the network, asks for a device, opens a page or goes anywhere by itself.
 */
import type { App, Session } from 'electron';
import { isExternalUrlAllowed, isRendererRequestAllowed } from './navigation-policy.ts';

export function applySessionPolicy(session: Session, hasDevTools: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, callback) => {
    callback({ cancel: !isRendererRequestAllowed(details.url, hasDevTools) });
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** @param openExternal Called with a link that may be offered to the system browser; asks first. */
export function applyContentsPolicy(app: App, openExternal: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    // The content policy does not cover WebRTC, which could send datagrams anywhere.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
    contents.setWindowOpenHandler(({ url }) => {
      if (isExternalUrlAllowed(url)) openExternal(url);
      return { action: 'deny' };
    });
  });
}
