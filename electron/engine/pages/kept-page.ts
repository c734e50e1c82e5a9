/** Where the body of a page is kept, as the `page` table of a run file has it. */

export type KeptPage =
  /** A gzip member of the WARC file. */
  | { readonly store: 'warc'; readonly place: number; readonly length: number }
  /** A file in the pages folder; `file` is its path there, with `/`. */
  | { readonly store: 'files'; readonly file: string; readonly length: number };

/** A page on its way into a store. */
export interface PageToKeep {
  /** Where the answer came from. */
  readonly url: string;
  /** Epoch milliseconds. */
  readonly arrivedAtMs: number;
  readonly content:
    | {
        readonly store: 'warc';
        readonly head: Uint8Array;
        readonly body: Uint8Array;
        readonly address: string | null;
      }
    | {
        readonly store: 'files';
        /** Decoded. */
        readonly body: Uint8Array;
        readonly sha256: Uint8Array;
        readonly contentType: string | null;
      };
}
