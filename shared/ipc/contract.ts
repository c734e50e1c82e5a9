/**
 * The contract between the window and main: every request and every event, declared once.
 *
 * Requests cross into the privileged process, so each one carries a zod schema that
 * main applies before the handler runs. Events are built by main, so they are plain
 * types. The renderer imports this module with `import type` only; that keeps zod out
 * of its bundle (enforced by lint).
 */
import { z } from 'zod';
import { CHANGE_KINDS, type ComparisonPage, type ComparisonSummary } from '../comparison.ts';
import type { WireError } from '../errors.ts';
import type { DroppedLine, ImportSummary } from '../list-import.ts';
import { LIST_DELIMITER_NAMES, LIST_ENCODING_NAMES, LIST_FILES_MAX } from '../list-choices.ts';
import { HOSTS_LIVE_MAX, type HostLive } from '../host-live.ts';
import { HOST_PATTERN_MAX_LENGTH } from '../host-pattern.ts';
import { HOST_RULES_MAX, KEEP_MODES, LIMIT_RANGES, ROBOTS_MODES, type Range } from '../options.ts';
import { isOutcomeCode, type OutcomeCode } from '../outcome-codes.ts';
import {
  RETRY_ROWS_MAX,
  ROW_OUTCOME_FILTERS,
  ROWS_READ_MAX,
  parseFieldSort,
  type FieldSortColumn,
  type HostDetail,
  type HostPage,
  type PagePreview,
  type ResultRow,
  type RowDetail,
  type RowView,
} from '../rows.ts';
import type { Plan } from '../plan.ts';
import {
  EXPORT_COLUMNS_MAX,
  EXPORT_FORMATS,
  EXPORT_NAME_MAX,
  TABLE_FORMATS,
  type ExportColumn,
  type ExportResult,
} from '../export.ts';
import type { RecentRun, RunSnapshot } from '../run.ts';
import type { Recipe } from '../recipe.ts';
import { recipeSchema } from '../recipe-schema.ts';
import type {
  ExtractionResult,
  FoundProductData,
  OfferedValue,
  SavedRecipe,
  TriedRecipe,
} from '../recipe-work.ts';
import type { EngineEvents } from './engine-api.ts';

interface Route<Schema extends z.ZodType, Output> {
  readonly input: Schema;
  /** Type-only marker; never set at run time. */
  readonly output?: Output;
}

function route<Schema extends z.ZodType>(input: Schema) {
  return { returns: <Output>(): Route<Schema, Output> => ({ input }) };
}

const within = ({ min, max }: Range) => z.number().min(min).max(max);
const intWithin = ({ min, max }: Range) => z.int().min(min).max(max);
const id = z.string().min(1).max(64);
const nothing = z.strictObject({});
const outcomeCode = z.custom<OutcomeCode>((value) => typeof value === 'string' && isOutcomeCode(value));

/** Longest piece of pasted text in one message, in UTF-16 units. */
export const TEXT_PIECE_MAX = 1_048_576;
/** More are no sample. */
export const SAMPLE_ROWS_MAX = 10_000;

export const runLimitsSchema = z.strictObject({
  concurrency: intWithin(LIMIT_RANGES.concurrency),
  perHost: intWithin(LIMIT_RANGES.perHost),
  ratePerSecPerHost: within(LIMIT_RANGES.ratePerSecPerHost).nullable(),
  timeoutTotalMs: intWithin(LIMIT_RANGES.timeoutTotalMs),
});

/** What the start screen sets; the rest are the settings. */
export const startOptionsSchema = runLimitsSchema.extend({
  retries: intWithin(LIMIT_RANGES.retries),
  adapt: z.boolean(),
  keep: z.enum(KEEP_MODES),
});

const origin = z.string().min(1).max(300);

export const hostRuleSchema = z.strictObject({
  pattern: z.string().trim().min(1).max(HOST_PATTERN_MAX_LENGTH),
  perHost: intWithin(LIMIT_RANGES.perHost).exactOptional(),
  ratePerSec: within(LIMIT_RANGES.ratePerSecPerHost).nullable().exactOptional(),
  adapt: z.boolean().exactOptional(),
});

const retryPolicySchema = z.strictObject({
  isRetried: z.boolean(),
  retries: intWithin(LIMIT_RANGES.retries).nullable(),
  firstDelayMs: intWithin(LIMIT_RANGES.retryDelayMs),
  maxDelayMs: intWithin(LIMIT_RANGES.retryDelayMs),
});

/** What the settings hold about every run to come. Also what `settings.json` is checked against. */
export const runDefaultsSchema = z.strictObject({
  retryPolicies: z.partialRecord(outcomeCode, retryPolicySchema),
  autoPause: z.strictObject({
    isOn: z.boolean(),
    failedRatio: within(LIMIT_RANGES.failedRatio),
    hostAnswers: intWithin(LIMIT_RANGES.autoPauseAnswers),
    runAnswers: intWithin(LIMIT_RANGES.autoPauseAnswers),
  }),
  detectsSoftBlocks: z.boolean(),
  minSpeedBytesPerSec: intWithin(LIMIT_RANGES.minSpeedBytesPerSec),
  minSpeedWindowMs: intWithin(LIMIT_RANGES.minSpeedWindowMs),
  maxBodyBytes: intWithin(LIMIT_RANGES.maxBodyBytes),
  proxy: z.string().max(2048).nullable(),
  robots: z.enum(ROBOTS_MODES),
});
export type RunDefaults = z.output<typeof runDefaultsSchema>;

/** What can be set for one retry only; what is absent is as it was. */
export const retryOptionsSchema = startOptionsSchema
  .extend({
    maxBodyBytes: intWithin(LIMIT_RANGES.maxBodyBytes),
    minSpeedBytesPerSec: intWithin(LIMIT_RANGES.minSpeedBytesPerSec),
    userAgent: z.string().min(1).max(500),
    headers: z.array(z.tuple([z.string().min(1).max(256), z.string().max(8192)])).max(50),
  })
  .partial();

const rowFilterSchema = z.strictObject({
  outcome: z.enum(ROW_OUTCOME_FILTERS),
  code: outcomeCode.nullable(),
  search: z.string().max(500),
});
const retrySelectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({ kind: z.literal('codes'), codes: z.array(outcomeCode).min(1).max(100) }),
  z.strictObject({ kind: z.literal('filter'), filter: rowFilterSchema }),
  z.strictObject({ kind: z.literal('rows'), rowIds: z.array(z.int().min(0)).min(1).max(RETRY_ROWS_MAX) }),
]);
/** Also what `settings.json` is checked against. */
export const exportChoicesSchema = z.strictObject({
  format: z.enum(EXPORT_FORMATS),
  /** In the order to write them; those that are not chosen stand where they would. Empty: as they come. */
  columns: z
    .array(z.strictObject({ name: z.string().min(1).max(EXPORT_NAME_MAX), isChosen: z.boolean() }))
    .max(EXPORT_COLUMNS_MAX),
  hasOriginals: z.boolean(),
});
export type ExportChoices = z.output<typeof exportChoicesSchema>;

const comparisonFilterSchema = z.strictObject({
  comparisonId: id,
  /** None is all. */
  kinds: z.array(z.enum(CHANGE_KINDS)).max(CHANGE_KINDS.length),
  search: z.string().max(500),
});
const rowSortSchema = z.strictObject({
  column: z.union([
    z.enum(['line', 'url', 'status', 'outcome', 'bytes', 'durationMs', 'attempts', 'title']),
    z.custom<FieldSortColumn>((value) => typeof value === 'string' && parseFieldSort(value) !== null),
  ]),
  direction: z.enum(['asc', 'desc']),
});

const listChoicesSchema = z.strictObject({
  sources: z
    .array(
      z.strictObject({
        format: z.enum(['text', 'table']).nullable(),
        encoding: z.enum(LIST_ENCODING_NAMES).nullable(),
        delimiter: z.enum(LIST_DELIMITER_NAMES).nullable(),
        hasHeader: z.boolean().nullable(),
        urlColumn: z.union([z.int().min(0).max(16_384), z.string().max(500)]).nullable(),
        sheet: z.string().max(500).nullable(),
      }),
    )
    .max(LIST_FILES_MAX)
    .readonly(),
  merge: z.strictObject({
    isOn: z.boolean(),
    ignoresTrailingSlash: z.boolean(),
    ignoresTracking: z.boolean(),
    ignoresLetterCase: z.boolean(),
  }),
  expandsRanges: z.boolean().nullable(),
});

/** What the file dialog or a drop led to. */
export type OpenedFile =
  | { readonly kind: 'list'; readonly summary: ImportSummary }
  | { readonly kind: 'run'; readonly run: RunSnapshot };

export interface AppInfo {
  readonly version: string;
  readonly runsFolder: string;
  readonly recent: readonly RecentRun[];
  /** The run that is open in the engine now, if any (the window was reloaded). */
  readonly run: RunSnapshot | null;
  readonly runDefaults: RunDefaults;
  /** What was chosen for the last export. */
  readonly exportChoices: ExportChoices;
}

export const requests = {
  'app.info': route(nothing).returns<AppInfo>(),

  /** `null` when the user cancelled the dialog. The file may be a list or a run file. */
  'list.openDialog': route(z.strictObject({ importId: id })).returns<OpenedFile | null>(),
  /** Only the preload calls this, with paths it took from a real drop. */
  'list.openDropped': route(
    z.strictObject({ importId: id, paths: z.array(z.string().min(1).max(4096)).min(1).max(100) }),
  ).returns<OpenedFile>(),
  'list.textBegin': route(z.strictObject({ importId: id, name: z.string().min(1).max(200) })).returns<null>(),
  'list.textAppend': route(
    z.strictObject({ importId: id, text: z.string().max(TEXT_PIECE_MAX) }),
  ).returns<null>(),
  /** Resolves when the import is done; `import.progress` events come meanwhile. */
  'list.textImport': route(
    z.strictObject({ importId: id, choices: listChoicesSchema.exactOptional() }),
  ).returns<ImportSummary>(),
  /** Reads the files that an earlier import read, in another way. */
  'list.openAgain': route(
    z.strictObject({ importId: id, ofImportId: id, choices: listChoicesSchema }),
  ).returns<ImportSummary>(),
  /** The addresses of an earlier run as a new list. Only a path that `app.info` listed as recent. */
  'list.openRecent': route(
    z.strictObject({ importId: id, path: z.string().min(1).max(4096) }),
  ).returns<ImportSummary>(),
  /** Asks where to save what became of each line that is no row; `draftId` `null`: of the open run. */
  'list.saveReport': route(z.strictObject({ draftId: id.nullable(), name: z.string().max(300) })).returns<{
    lines: number;
    bytes: number;
  } | null>(),
  'list.cancelImport': route(z.strictObject({ importId: id })).returns<null>(),
  'list.dropped': route(
    z.strictObject({ draftId: id, from: z.int().min(0), count: z.int().min(1).max(ROWS_READ_MAX) }),
  ).returns<readonly DroppedLine[]>(),
  'list.discard': route(z.strictObject({ draftId: id })).returns<null>(),
  /** Starts the built-in demo shop and imports its list. */
  'demo.prepare': route(
    z.strictObject({ importId: id, pages: z.int().min(1).max(1_000_000) }),
  ).returns<ImportSummary>(),

  /** `sampleRows`: only so many rows first; then the run pauses, and progress has `sample`. */
  'run.start': route(
    z.strictObject({
      draftId: id,
      options: startOptionsSchema.extend({ recipe: recipeSchema.nullable().exactOptional() }),
      sampleRows: z.int().min(1).max(SAMPLE_ROWS_MAX).exactOptional(),
    }),
  ).returns<RunSnapshot>(),
  /** Only a path that `app.info` listed as recent. */
  'run.openRecent': route(z.strictObject({ path: z.string().max(4096) })).returns<RunSnapshot>(),
  /** The rows of the open run again, as a new run: pages that have not changed are not sent again. */
  'run.again': route(nothing).returns<RunSnapshot>(),
  'run.forgetRecent': route(z.strictObject({ path: z.string().max(4096) })).returns<null>(),
  /** `neverPauses`: failures do not pause this run any more. */
  'run.resume': route(z.strictObject({ neverPauses: z.boolean() })).returns<RunSnapshot>(),
  'run.pause': route(nothing).returns<null>(),
  'run.stop': route(nothing).returns<RunSnapshot>(),
  'run.setLimits': route(z.strictObject({ limits: runLimitsSchema })).returns<null>(),
  'run.retryFailed': route(
    z.strictObject({ selection: retrySelectionSchema, options: retryOptionsSchema }),
  ).returns<{ requeued: number }>(),
  /** `null` while too little is known. */
  'run.plan': route(z.strictObject({ deadlineMs: z.number().min(0).max(8.64e15) })).returns<Plan | null>(),
  'host.decide': route(
    z.strictObject({ origin, decision: z.enum(['again', 'accept', 'ignore']) }),
  ).returns<null>(),
  'run.setHostRules': route(
    z.strictObject({ rules: z.array(hostRuleSchema).max(HOST_RULES_MAX) }),
  ).returns<null>(),
  'hosts.live': route(z.strictObject({ origins: z.array(origin).max(HOSTS_LIVE_MAX) })).returns<
    readonly HostLive[]
  >(),
  'host.pause': route(z.strictObject({ origin })).returns<null>(),
  'host.resume': route(z.strictObject({ origin })).returns<null>(),
  'host.forget': route(z.strictObject({ origin })).returns<null>(),
  'run.close': route(nothing).returns<null>(),

  'rows.view': route(z.strictObject({ filter: rowFilterSchema, sort: rowSortSchema })).returns<RowView>(),
  'rows.read': route(
    z.strictObject({
      viewId: z.int().min(0),
      from: z.int().min(0),
      count: z.int().min(1).max(ROWS_READ_MAX),
    }),
  ).returns<readonly ResultRow[]>(),
  /** The page of a row as text; `null` when it is not kept. */
  'pages.preview': route(z.strictObject({ rowId: z.int().min(0) })).returns<PagePreview | null>(),
  'rows.detail': route(z.strictObject({ rowId: z.int().min(0) })).returns<RowDetail>(),
  'hosts.read': route(
    z.strictObject({
      search: z.string().max(300),
      from: z.int().min(0),
      count: z.int().min(1).max(ROWS_READ_MAX),
    }),
  ).returns<HostPage>(),
  'hosts.detail': route(z.strictObject({ hostId: z.int().min(0) })).returns<HostDetail>(),

  /** Kept for every run to come; the open run keeps what it has. */
  'settings.setRunDefaults': route(runDefaultsSchema).returns<RunDefaults>(),

  /** What hosts bore in earlier runs. @returns Of how many it was known. */
  'settings.forgetHosts': route(nothing).returns<{ hosts: number }>(),

  /** What the open run can be exported with, in the order of the contract. */
  'export.columns': route(nothing).returns<readonly ExportColumn[]>(),
  /** Asks where to save; `null` when the user cancelled the dialog. Keeps the choices for the next time. */
  'export.save': route(
    z.strictObject({
      exportId: id,
      rows: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('filter'), filter: rowFilterSchema }),
        z.strictObject({
          kind: z.literal('rows'),
          rowIds: z.array(z.int().min(0)).min(1).max(RETRY_ROWS_MAX).readonly(),
        }),
      ]),
      choices: exportChoicesSchema,
    }),
  ).returns<ExportResult | null>(),
  'export.cancel': route(z.strictObject({ exportId: id })).returns<null>(),
  /** Shows the last exported file, or the run file, in the system's file manager. */
  'export.reveal': route(z.strictObject({ what: z.enum(['export', 'runFile']) })).returns<null>(),

  'recipe.find': route(nothing).returns<FoundProductData>(),
  'recipe.try': route(z.strictObject({ recipe: recipeSchema })).returns<TriedRecipe>(),
  'recipe.offers': route(z.strictObject({ rowId: z.int().min(0) })).returns<readonly OfferedValue[]>(),
  /** Asks where to save; `null` when the user cancelled the dialog. Kept in the settings as well. */
  'recipe.save': route(z.strictObject({ recipe: recipeSchema })).returns<{ path: string } | null>(),
  /** `null` when the user cancelled the dialog. Fails with `RECIPE_INVALID`, `FILE_UNREADABLE`. */
  'recipe.open': route(nothing).returns<Recipe | null>(),
  /** Those that were saved or kept here, by name. */
  'recipe.list': route(nothing).returns<readonly SavedRecipe[]>(),
  /** Keeps it for later, in place of one of that name, without asking where. */
  'recipe.keep': route(z.strictObject({ recipe: recipeSchema })).returns<SavedRecipe>(),
  'recipe.forget': route(z.strictObject({ id: z.string().min(1).max(300) })).returns<null>(),
  /** Those whose hosts fit one of the origins, the ones that name a host first. */
  'recipe.match': route(z.strictObject({ origins: z.array(origin).max(HOSTS_LIVE_MAX) })).returns<
    readonly SavedRecipe[]
  >(),
  'run.setRecipe': route(z.strictObject({ recipe: recipeSchema.nullable() })).returns<RunSnapshot>(),
  'extract.run': route(z.strictObject({ extractId: id })).returns<ExtractionResult>(),
  'extract.cancel': route(z.strictObject({ extractId: id })).returns<null>(),
  /**
   * Compares the open run with an earlier one: a recent run, or one that the dialog asks for
   * (`null`). Resolves with `null` when the user cancelled the dialog.
   */
  'compare.open': route(
    z.strictObject({ comparisonId: id, beforePath: z.string().min(1).max(4096).nullable() }),
  ).returns<ComparisonSummary | null>(),
  'compare.read': route(
    comparisonFilterSchema.extend({ from: z.int().min(0), count: z.int().min(1).max(ROWS_READ_MAX) }),
  ).returns<ComparisonPage>(),
  /** Asks where to save; `null` when the user cancelled the dialog. */
  'compare.save': route(
    comparisonFilterSchema.extend({ exportId: id, format: z.enum(TABLE_FORMATS) }),
  ).returns<ExportResult | null>(),
  'compare.cancelSave': route(z.strictObject({ exportId: id })).returns<null>(),
  'compare.close': route(z.strictObject({ comparisonId: id })).returns<null>(),

  'progress.ack': route(z.strictObject({ seq: z.int().min(0) })).returns<null>(),
} as const;

export type Requests = typeof requests;
export type RequestName = keyof Requests;
export type RequestInput<Name extends RequestName> = z.input<Requests[Name]['input']>;
export type RequestOutput<Name extends RequestName> =
  Requests[Name] extends Route<z.ZodType, infer Output> ? Output : never;

/** A handler per request. A missing or extra key is a compile error. */
export type RequestHandlers = {
  readonly [Name in RequestName]: (
    input: z.output<Requests[Name]['input']>,
  ) => RequestOutput<Name> | Promise<RequestOutput<Name>>;
};

export type IpcResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: WireError };

/** Events to the window: the engine's own, and main's. */
export interface WindowEvents extends EngineEvents {
  /** The engine process ended unexpectedly and was started again; `run` is reopened and can be resumed. */
  'engine.restarted': { readonly run: RunSnapshot | null };
  'run.changed': RunSnapshot;
  /** Something the user should know that no request asked for. */
  notice: { readonly level: 'info' | 'warning' | 'error'; readonly message: string; readonly advice: string };
  /** A menu item or shortcut. */
  command: { readonly name: 'open' | 'export' | 'newRun' | 'find' };
}
export type WindowEventName = keyof WindowEvents;

/** What the preload puts on `window.gleaner`. `DroppedFile` is the DOM's `File`, which this folder does not know. */
export interface GleanerBridge<DroppedFile = unknown> {
  request<Name extends RequestName>(
    name: Name,
    input: RequestInput<Name>,
  ): Promise<IpcResult<RequestOutput<Name>>>;
  /** @returns A function that ends the subscription. */
  onEvent<Name extends WindowEventName>(
    name: Name,
    callback: (payload: WindowEvents[Name]) => void,
  ): () => void;
  /**
   * Imports files from a drop. The preload takes their paths itself, so a page cannot
   * name a path of its own. `null`: none of them is a file on disk; read them as text.
   */
  openDropped(importId: string, files: readonly DroppedFile[]): Promise<IpcResult<OpenedFile> | null>;
}
