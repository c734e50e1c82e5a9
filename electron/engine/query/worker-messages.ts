/** What the engine and its worker threads say to each other. */
import type { WireError } from '../../../shared/errors.ts';
import type { RowFilter, RowSort } from '../../../shared/rows.ts';
import type { ExportOptions } from '../../../shared/export.ts';

/** What a worker is started with. */
export interface WorkerStart {
  /** Of the run file. */
  readonly path: string;
  readonly firstViewId: number;
}

export type WorkerCall =
  | { readonly name: 'view'; readonly filter: RowFilter; readonly sort: RowSort }
  | { readonly name: 'read'; readonly viewId: number; readonly from: number; readonly count: number }
  | { readonly name: 'detail'; readonly rowId: number }
  | { readonly name: 'preview'; readonly rowId: number }
  | { readonly name: 'hosts'; readonly search: string; readonly from: number; readonly count: number }
  | { readonly name: 'hostDetail'; readonly hostId: number }
  | { readonly name: 'exportColumns' }
  | { readonly name: 'export'; readonly path: string; readonly options: ExportOptions };

/** What every worker understands. */
export type ControlCall = { readonly name: 'cancel'; readonly callId: number } | { readonly name: 'close' };

export interface WorkerCallMessage<Call = WorkerCall> {
  readonly id: number;
  readonly call: Call | ControlCall;
}

export type WorkerReply =
  | { readonly id: number; readonly kind: 'value'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: WireError; readonly detail: string }
  | { readonly id: number; readonly kind: 'progress'; readonly rowsDone: number; readonly rowsTotal: number };
