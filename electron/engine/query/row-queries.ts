/**
 * Views over the rows of a run file, read on a connection of their own while the engine
 * writes on another.
 *
 * A view is the list of row ids for one filter and one order, made once; scrolling is then
 * a look-up by position, as fast at the millionth row as at the first.
 */
import { AppError, ErrorCode } from '../../../shared/errors.ts';
import type {
  HostDetail,
  HostPage,
  PagePreview,
  ResultRow,
  RowDetail,
  RowFilter,
  RowSort,
  RowView,
} from '../../../shared/rows.ts';
import type { ExportColumn, ExportResult } from '../../../shared/export.ts';
import { availableColumnsOf, exportRun, type RowExport } from '../export/export-run.ts';
import { RowReader } from '../ledger/row-reader.ts';
import { openDatabase, sqliteError, type Database } from '../ledger/sqlite.ts';
import { PageReader } from '../pages/page-reader.ts';
import { previewOf } from '../pages/page-preview.ts';
import { HostQueries } from './host-queries.ts';

/** The one on screen, the one it replaces, and a spare. */
const VIEWS_KEPT = 3;

/** Implemented here in the same thread, and by a worker thread for the window. */
export interface RowQueryService {
  view(filter: RowFilter, sort: RowSort): Promise<RowView>;
  read(viewId: number, from: number, count: number): Promise<readonly ResultRow[]>;
  detail(rowId: number): Promise<RowDetail>;
  /** The page of a row as text; `null` when it is not kept. */
  preview(rowId: number): Promise<PagePreview | null>;
  /** Hosts with most failures first, then most rows. `search` is part of the origin. */
  hosts(search: string, from: number, count: number): Promise<HostPage>;
  hostDetail(hostId: number): Promise<HostDetail>;
  exportColumns(): Promise<readonly ExportColumn[]>;
  export(request: RowExport): Promise<ExportResult>;
  close(): Promise<void>;
}

export class RowQueries implements RowQueryService {
  readonly #path: string;
  readonly #database: Database;
  readonly #reader: RowReader;
  readonly #hosts: HostQueries;
  readonly #pages: PageReader;
  readonly #views = new Map<number, Uint32Array>();
  #nextViewId: number;

  /**
   * @param firstViewId Views of an earlier reader of the same file have lower ids: theirs are not mistaken for ours.
   * @throws AppError as `openDatabase`, and `RUN_FILE_DAMAGED`; so do all methods.
   */
  constructor(path: string, firstViewId = 0) {
    this.#path = path;
    this.#nextViewId = firstViewId;
    // Not opened read-only: when such a connection is the last to close, it cannot tidy up the log.
    const database = openDatabase(path);
    try {
      database.exec('PRAGMA query_only = ON; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY');
      this.#reader = new RowReader(database);
      this.#hosts = new HostQueries(database);
      this.#pages = new PageReader(database, path);
    } catch (error) {
      database.close();
      throw sqliteError(error, path);
    }
    this.#database = database;
  }

  view(filter: RowFilter, sort: RowSort): Promise<RowView> {
    return this.#guard(() => {
      const ids = this.#reader.readIds(filter, sort);
      const viewId = this.#nextViewId++;
      this.#views.set(viewId, ids);
      this.#views.delete(viewId - VIEWS_KEPT);
      return { viewId, count: ids.length };
    });
  }

  /** @throws AppError `NOT_FOUND` for a view that is no longer kept. */
  read(viewId: number, from: number, count: number): Promise<readonly ResultRow[]> {
    return this.#guard(() => {
      const ids = this.#views.get(viewId);
      if (ids === undefined) throw new AppError(ErrorCode.NotFound, 'This view is no longer there.');
      return this.#reader.read(ids.subarray(from, from + count));
    });
  }

  /** @throws AppError `NOT_FOUND` */
  detail(rowId: number): Promise<RowDetail> {
    return this.#guard(() => {
      const detail = this.#reader.readDetail(rowId);
      if (detail === null) throw new AppError(ErrorCode.NotFound, 'There is no such row.');
      return detail;
    });
  }

  preview(rowId: number): Promise<PagePreview | null> {
    return this.#guard(() => {
      const page = this.#pages.read(rowId);
      return page === null ? null : previewOf(page);
    });
  }

  hosts(search: string, from: number, count: number): Promise<HostPage> {
    return this.#guard(() => this.#hosts.page(search, from, count));
  }

  /** @throws AppError `NOT_FOUND` */
  hostDetail(hostId: number): Promise<HostDetail> {
    return this.#guard(async () => {
      const detail = await this.#hosts.detail(hostId);
      if (detail === null) throw new AppError(ErrorCode.NotFound, 'There is no such host.');
      return detail;
    });
  }

  exportColumns(): Promise<readonly ExportColumn[]> {
    return this.#guard(() => availableColumnsOf(this.#database));
  }

  /** @throws AppError as `exportRun`. */
  export(request: RowExport): Promise<ExportResult> {
    return this.#guard(() => exportRun(this.#path, request));
  }

  async close(): Promise<void> {
    this.#pages.close();
    if (this.#database.isOpen) this.#database.close();
  }

  async #guard<Value>(action: () => Value | Promise<Value>): Promise<Value> {
    if (!this.#database.isOpen) throw new AppError(ErrorCode.WrongState, 'The run is closed.');
    try {
      return await action();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}
