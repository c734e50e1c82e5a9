/**
 * What the engine process answers and tells, as plain types: main is trusted and has
 * already validated what came from the window.
 *
 * On the wire (engine port): `{ id, name, input }` is answered by
 * `{ id, ok: true, value }` or `{ id, ok: false, error: WireError }`; events are
 * `{ event, payload }`.
 */
import type { ChangeKind, ComparisonPage, ComparisonProgress, ComparisonSummary } from '../comparison.ts';
import type { WireError } from '../errors.ts';
import type { ListChoices } from '../list-choices.ts';
import type { DroppedLine, ImportProgress, ImportSummary, ListInspected } from '../list-import.ts';
import type { HostLive } from '../host-live.ts';
import type { HostRule, RunLimits, RunOptions } from '../options.ts';
import type { Recipe } from '../recipe.ts';
import type {
  ExtractionProgress,
  ExtractionResult,
  FoundProductData,
  OfferedValue,
  TriedRecipe,
} from '../recipe-work.ts';
import type { HoldCode } from '../holds.ts';
import type { Plan } from '../plan.ts';
import type { HostDecision, ProgressBatch, RunTotals } from '../progress.ts';
import type {
  HostDetail,
  HostPage,
  PagePreview,
  ResultRow,
  RetrySelection,
  RowDetail,
  RowFilter,
  RowSort,
  RowView,
} from '../rows.ts';
import type { ExportColumn, ExportOptions, ExportProgress, ExportResult, TableFormat } from '../export.ts';
import type { RunSnapshot } from '../run.ts';

export interface EngineRequests {
  /** Begins a pasted list; its text follows in pieces, so that no message is larger than one piece. */
  'text.begin': { input: { folder: string }; output: { spoolPath: string } };
  'text.append': { input: { spoolPath: string; text: string }; output: null };
  'text.discard': { input: { spoolPath: string }; output: null };

  /**
   * Reads a list into a draft beside where the run file will be. Fails with `LIST_EMPTY`,
   * `LIST_NO_VALID_URL`, `LIST_NO_COLUMN`, `LIST_TOO_LARGE`, `FILE_UNREADABLE`, `FOLDER_READ_ONLY`, `DISK_FULL`, `CANCELLED`,
   * `RUN_FILE_UNFINISHED`. Whatever fails leaves no file behind.
   */
  'import.run': {
    input: {
      importId: string;
      /** Read as one list, in this order. `-` is standard input (command line only). */
      listPaths: readonly string[];
      /** Absent: as it is found out. */
      choices?: ListChoices;
      name: string;
      /** Where the draft and, unless `runPath` says otherwise, the run file go. */
      folder: string;
      removeListAfter: boolean;
      /**
       * Where the run file will be; `null` picks a free name in `folder`. An unfinished run
       * at that path fails with `RUN_FILE_UNFINISHED` before the list is read, unless
       * `replaceUnfinished`.
       */
      runPath: string | null;
      replaceUnfinished: boolean;
    };
    output: ImportSummary;
  };
  'import.cancel': { input: { importId: string }; output: null };
  'draft.dropped': {
    input: { draftId: string; from: number; count: number };
    output: readonly DroppedLine[];
  };
  /**
   * Writes every merged and rejected line as CSV; `draftId` `null`: of the open run. `excel`: as
   * spreadsheets want it. Fails with `FILE_UNWRITABLE`, `FOLDER_READ_ONLY`, `DISK_FULL`.
   */
  'report.save': {
    input: { draftId: string | null; path: string; excel: boolean };
    output: { lines: number; bytes: number };
  };
  'draft.discard': { input: { draftId: string }; output: null };

  /**
   * Turns the draft into a run file under its final name and starts fetching. `sampleRows`: only
   * so many rows, spread over the list; then the run pauses, and progress says that they are here.
   */
  'run.start': {
    input: { draftId: string; options: RunOptions; sampleRows?: number };
    output: RunSnapshot;
  };
  /** Opens a run file without starting it. */
  'run.open': { input: { path: string }; output: RunSnapshot };
  /**
   * Makes a run out of an earlier CSV export of Gleaner: every row with the outcome that it had,
   * so that failed ones can be retried. The run file goes into `folder`, or to `runPath`.
   * Fails with `EXPORT_FOREIGN` and as `import.run`.
   */
  'run.openExport': {
    input: {
      importId: string;
      exportPath: string;
      folder: string;
      runPath: string | null;
      replaceUnfinished: boolean;
    };
    output: RunSnapshot;
  };
  /**
   * Makes a new run out of the rows of the run at `path`, in its folder or at `runPath`, and starts
   * it: pages that have not changed since are not sent again (304). `options`: replaces those that
   * are named. Fails as `run.open` and `import.run`.
   */
  'run.again': {
    input: {
      path: string;
      runPath: string | null;
      replaceUnfinished: boolean;
      options: Partial<RunOptions>;
    };
    output: RunSnapshot;
  };
  /** Goes on with an opened, paused or stopped run. `options`: replaces those that are named. */
  'run.resume': { input: { options: Partial<RunOptions> }; output: RunSnapshot };
  'run.pause': { input: Record<never, never>; output: null };
  /** Resolves when everything in flight is settled or given back. */
  'run.stop': { input: Record<never, never>; output: RunSnapshot };
  'run.setLimits': { input: { limits: RunLimits }; output: null };
  /** Starts the run again. `options` hold for this round only. */
  'run.retryFailed': {
    input: { selection: RetrySelection; options: Partial<RunOptions> };
    output: { requeued: number };
  };
  /**
   * Whether the run will be done by `deadlineMs` (wall clock, epoch), and what would help. `null`
   * while too little is known, or while nothing is fetched.
   */
  'run.plan': { input: { deadlineMs: number }; output: Plan | null };
  /** Decides about a host that the engine paused. Fails with `NOT_FOUND` for any other. */
  'host.decide': { input: { origin: string; decision: HostDecision }; output: null };
  /** Forgets what hosts bore in earlier runs. @returns Of how many it was known. */
  'hosts.forget': { input: Record<never, never>; output: { hosts: number } };
  /** Limits for single hosts, in place of those before; live at once, and kept in the run file. */
  'run.setHostRules': { input: { rules: readonly HostRule[] }; output: null };
  /** Of at most 200 origins, those that the run knows; none while nothing is fetched. */
  'hosts.live': { input: { origins: readonly string[] }; output: readonly HostLive[] };
  /** Nothing more is sent to the host until `host.resume`; what is in flight goes on. */
  'host.pause': { input: { origin: string }; output: null };
  /** Ends a pause of `host.pause`; the engine's own are ended by `host.decide`. */
  'host.resume': { input: { origin: string }; output: null };
  /** Starts anew with the host, as if it had never been asked. */
  'host.forget': { input: { origin: string }; output: null };
  /** The machine is about to sleep: what is in flight is given back, nothing is started until `run.wake`. */
  'run.sleep': { input: Record<never, never>; output: null };
  'run.wake': { input: Record<never, never>; output: null };
  /** Stops if need be, and closes the run file. */
  'run.close': { input: Record<never, never>; output: null };

  'rows.view': { input: { filter: RowFilter; sort: RowSort }; output: RowView };
  'rows.read': { input: { viewId: number; from: number; count: number }; output: readonly ResultRow[] };
  'rows.detail': { input: { rowId: number }; output: RowDetail };
  /** The page of a row that is ok, as text; `null` when it is not kept, or not there any more. */
  'pages.preview': { input: { rowId: number }; output: PagePreview | null };
  /** Hosts with most failures first, then most rows. `search` is part of the origin. */
  'hosts.read': { input: { search: string; from: number; count: number }; output: HostPage };
  'hosts.detail': { input: { hostId: number }; output: HostDetail };

  /** Looks at the sample pages of the run and proposes columns; nothing is changed. */
  'recipe.find': { input: Record<never, never>; output: FoundProductData };
  /** Takes the columns out of the sample pages; nothing is changed. */
  'recipe.try': { input: { recipe: Recipe }; output: TriedRecipe };
  /** All that the page of one row offers. Fails with `NOT_FOUND` when it was not kept. */
  'recipe.offers': { input: { rowId: number }; output: readonly OfferedValue[] };
  /**
   * Columns of the run from now on; `null`: none. Columns that are as before keep their values, and
   * pages that are kept or in the sample are read again in the background, whose progress has the
   * id `recipe`. Fails with `RECIPE_INVALID`.
   */
  'run.setRecipe': { input: { recipe: Recipe | null }; output: RunSnapshot };
  /**
   * Takes the run's columns out of all kept pages again, without a request, also while the run
   * goes on. One at a time: a new one ends the one before. Fails with `WRONG_STATE` when the run has
   * no columns, and with `CANCELLED`; what was extracted until then stays.
   */
  'extract.run': { input: { extractId: string }; output: ExtractionResult };
  'extract.cancel': { input: { extractId: string }; output: null };

  /** What the open run can be exported with, in the order of the contract. */
  'export.columns': { input: Record<never, never>; output: readonly ExportColumn[] };
  /** Rows and cells as they are at one moment, also while the run goes on. */
  'export.run': { input: { exportId: string; path: string; options: ExportOptions }; output: ExportResult };
  'export.cancel': { input: { exportId: string }; output: null };

  /**
   * Compares two run files by address; the one that was open before is closed. Fails with
   * `CANCELLED` when it is closed meanwhile, and as opening a run does.
   */
  'compare.open': {
    input: { comparisonId: string; beforePath: string; afterPath: string };
    output: ComparisonSummary;
  };
  /** `kinds`: none is all. `search` is part of an address or of a value that changed. */
  'compare.read': {
    input: {
      comparisonId: string;
      kinds: readonly ChangeKind[];
      search: string;
      from: number;
      count: number;
    };
    output: ComparisonPage;
  };
  'compare.export': {
    input: {
      comparisonId: string;
      exportId: string;
      path: string;
      format: TableFormat;
      kinds: readonly ChangeKind[];
      search: string;
    };
    output: ExportResult;
  };
  'compare.cancelExport': { input: { exportId: string }; output: null };
  /** Does nothing when another one is open by now. */
  'compare.close': { input: { comparisonId: string }; output: null };

  'progress.ack': { input: { seq: number }; output: null };
  /** Answers at once while the engine's loop turns. */
  'engine.ping': { input: Record<never, never>; output: null };
  /** Settles what it can and lets the process end. */
  'engine.shutdown': { input: Record<never, never>; output: null };
}

export type EngineRequestName = keyof EngineRequests;

export interface EngineEvents {
  'run.progress': ProgressBatch;
  /** Sent once when the last row is settled. */
  'run.finished': { readonly runId: string; readonly totals: RunTotals };
  /** This computer came into the way; the run goes on by itself. Progress batches have it as `hold`. */
  'run.trouble': { readonly runId: string; readonly code: HoldCode; readonly message: string };
  'import.progress': ImportProgress;
  /** The beginning of a file of the list was looked at; the import goes on. */
  'import.inspected': ListInspected;
  'export.progress': ExportProgress;
  'extract.progress': ExtractionProgress;
  'compare.progress': ComparisonProgress;
}

export type EngineEventName = keyof EngineEvents;

/** A handler per request. A missing or extra key is a compile error. */
export type EngineHandlers = {
  readonly [Name in EngineRequestName]: (
    input: EngineRequests[Name]['input'],
  ) => EngineRequests[Name]['output'] | Promise<EngineRequests[Name]['output']>;
};

export interface EngineRequestMessage {
  readonly id: number;
  readonly name: EngineRequestName;
  readonly input: unknown;
}

export type EngineReplyMessage =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };

export type EngineEventMessage = {
  readonly [Name in EngineEventName]: { readonly event: Name; readonly payload: EngineEvents[Name] };
}[EngineEventName];
