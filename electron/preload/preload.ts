/**
 * The bridge between the sandboxed window and main. It exposes named functions only:
 * never `ipcRenderer`, never an Electron event object. It holds no logic beyond what
 * the page must not be able to go around.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL } from '../../shared/ipc/channels.ts';
import { createBridge } from './bridge.ts';

const bridge = createBridge<File>({
  invoke: (name, input) => ipcRenderer.invoke(REQUEST_CHANNEL, name, input),
  listen: (listener) => {
    ipcRenderer.on(EVENT_CHANNEL, (_event, name: unknown, payload: unknown) => listener(name, payload));
  },
  pathOf: (file) => webUtils.getPathForFile(file),
});

contextBridge.exposeInMainWorld('gleaner', bridge);
