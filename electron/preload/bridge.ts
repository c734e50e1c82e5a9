/** What `window.gleaner` does, without Electron, so that it is tested in plain Node. */
import { AppError, ErrorCode } from '../../shared/errors.ts';
import type {
  GleanerBridge,
  IpcResult,
  OpenedFile,
  RequestInput,
  RequestName,
  RequestOutput,
  WindowEventName,
  WindowEvents,
} from '../../shared/ipc/contract.ts';

export interface BridgePorts<DroppedFile> {
  readonly invoke: (name: string, input: unknown) => Promise<unknown>;
  /** Called once; `listener` gets every event. */
  readonly listen: (listener: (name: unknown, payload: unknown) => void) => void;
  /** Empty when the file is not on disk. Throws for what is no file at all. */
  readonly pathOf: (file: DroppedFile) => string;
}

// A record, so that an event missing here is a compile error.
const EVENT_NAMES: Readonly<Record<WindowEventName, true>> = {
  'run.progress': true,
  'run.finished': true,
  'run.trouble': true,
  'run.changed': true,
  'import.progress': true,
  'import.inspected': true,
  'export.progress': true,
  'extract.progress': true,
  'compare.progress': true,
  'engine.restarted': true,
  notice: true,
  command: true,
};

/** Names that a page may not send itself: their input must come from here. */
const PRELOAD_ONLY: ReadonlySet<string> = new Set<RequestName>(['list.openDropped']);

type AnyCallback = (payload: unknown) => void;

export function createBridge<DroppedFile>(ports: BridgePorts<DroppedFile>): GleanerBridge<DroppedFile> {
  const callbacks = new Map<string, Set<AnyCallback>>();
  ports.listen((name, payload) => {
    if (typeof name !== 'string') return;
    for (const callback of callbacks.get(name) ?? []) callback(payload);
  });

  return {
    request<Name extends RequestName>(
      name: Name,
      input: RequestInput<Name>,
    ): Promise<IpcResult<RequestOutput<Name>>> {
      if (typeof name !== 'string' || PRELOAD_ONLY.has(name)) {
        const error = new AppError(ErrorCode.UnknownRoute, 'The window may not send this request.');
        return Promise.resolve({ ok: false, error: AppError.toWire(error) });
      }
      // Main answers by the same contract; both sides are compiled against it.
      return ports.invoke(name, input) as Promise<IpcResult<RequestOutput<Name>>>;
    },

    onEvent<Name extends WindowEventName>(name: Name, callback: (payload: WindowEvents[Name]) => void) {
      if (!Object.hasOwn(EVENT_NAMES, name)) throw new TypeError('There is no such event.');
      // Main sends each name with its own payload; see the contract.
      const kept: AnyCallback = (payload) => callback(payload as WindowEvents[Name]);
      const set = callbacks.get(name) ?? new Set();
      callbacks.set(name, set.add(kept));
      return () => void set.delete(kept);
    },

    openDropped(importId: string, files: readonly DroppedFile[]) {
      const paths = files.map((file) => ports.pathOf(file)).filter((path) => path !== '');
      if (paths.length === 0) return Promise.resolve(null);
      // As above: the contract gives this request this answer.
      return ports.invoke('list.openDropped', { importId, paths }) as Promise<IpcResult<OpenedFile>>;
    },
  };
}
