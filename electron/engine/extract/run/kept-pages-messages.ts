/** What the engine asks of the thread that reads kept pages, and what that answers. */
import type { WireError } from '../../../../shared/errors.ts';

export type KeptPagesCall =
  | { readonly name: 'count' }
  | { readonly name: 'samples' }
  | { readonly name: 'read'; readonly rowId: number }
  | { readonly name: 'batch'; readonly after: number }
  | { readonly name: 'close' };

export type KeptPagesReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: WireError; readonly detail: string };
