/** What each kind of file is turned into before it is read: a look at its beginning, and a way to read all of it. */
import type { SourceChoices } from '../../../shared/list-choices.ts';
import {
  PREVIEW_CELL_LENGTH,
  PREVIEW_COLUMNS,
  PREVIEW_RECORDS,
  type SourceInspection,
} from '../../../shared/list-import.ts';
import type { ImportTally } from './import-tally.ts';
import type { Pace } from './pace.ts';

export interface ListReader {
  readonly inspection: SourceInspection;
  /** Names in full, which the inspection has not. `null` for text. */
  readonly urlColumn: string | null;
  readonly otherColumns: readonly string[];
  /** Bytes of the file that have been read so far. */
  readonly bytesRead: number;
  /**
   * Gives every line to the tally, whose `begin` has been called.
   *
   * @returns Files to read after this one, as full paths.
   * @throws AppError, and the reason of the pace's signal.
   */
  read(tally: ImportTally, pace: Pace): Promise<readonly string[]>;
  /** To be called whatever happened. */
  close(): Promise<void>;
}

export interface ReaderContext {
  readonly choices: SourceChoices;
  readonly pace: Pace;
  /** Where what does not fit into memory goes, under names that the next start removes. */
  readonly spoolFolder: string;
}

/** For a kind of file that has columns; what it has not is as for text. */
export function inspectionOf(
  name: string,
  found: Pick<SourceInspection, 'kind'> & Partial<SourceInspection>,
): SourceInspection {
  const { records = [], columns = [], sheets = [], ...rest } = found;
  return {
    name,
    encoding: null,
    delimiter: null,
    hasHeader: false,
    sheet: null,
    urlColumn: null,
    urlColumnBy: null,
    ...rest,
    sheets: sheets.slice(0, PREVIEW_COLUMNS),
    columns: columns.slice(0, PREVIEW_COLUMNS).map(shortened),
    records: records.slice(0, PREVIEW_RECORDS).map((cells) => cells.slice(0, PREVIEW_COLUMNS).map(shortened)),
  };
}

function shortened(cell: string): string {
  return cell.length <= PREVIEW_CELL_LENGTH ? cell : `${cell.slice(0, PREVIEW_CELL_LENGTH)}…`;
}
