/** Finds out from its first bytes what a file is, and opens it as that. */
import { FOUND_OUT, type SourceChoices } from '../../../shared/list-choices.ts';
import { isDatabase, isZip } from './list-format.ts';
import type { ListReader } from './list-reader.ts';
import { ListSource } from './list-source.ts';
import type { OpenedList } from './open-list.ts';
import type { Pace } from './pace.ts';
import { openRunAsList } from './run-file-reader.ts';
import { openSpreadsheet } from './spreadsheet/spreadsheet-reader.ts';
import { spooled } from './spool-file.ts';
import { openText } from './text-reader.ts';

const SIGNATURE_LENGTH = 16;

/** @throws AppError `UNSUPPORTED`, `FILE_UNREADABLE`, `LIST_NO_COLUMN`, `LIST_TOO_LARGE`. Nothing stays open then. */
export async function openReader(
  list: OpenedList,
  choices: SourceChoices | undefined,
  pace: Pace,
  spoolFolder: string,
): Promise<ListReader> {
  const { fileName, path } = list;
  const context = { choices: choices ?? FOUND_OUT, pace, spoolFolder };
  const source = new ListSource(list.stream, fileName, pace.signal);
  try {
    const { bytes } = await source.peek(SIGNATURE_LENGTH);
    if (isDatabase(bytes) && path !== null && !source.isCompressed) {
      await source.close();
      return openRunAsList(path, fileName);
    }
    if (!isZip(bytes)) return await openText(source, fileName, path, context);
    // Its directory is at its end, so it has to be a file.
    if (path !== null && !source.isCompressed) {
      await source.close();
      return await openSpreadsheet(path, fileName, context);
    }
    const spool = await spooled(source, spoolFolder, pace);
    try {
      const reader = await openSpreadsheet(spool.path, fileName, context);
      return {
        inspection: reader.inspection,
        urlColumn: reader.urlColumn,
        otherColumns: reader.otherColumns,
        get bytesRead() {
          return reader.bytesRead;
        },
        read: (tally, own) => reader.read(tally, own),
        close: () => reader.close().finally(spool.remove),
      };
    } catch (error) {
      await spool.remove();
      throw error;
    } finally {
      await source.close();
    }
  } catch (error) {
    await source.close();
    throw error;
  }
}
