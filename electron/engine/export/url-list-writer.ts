/** Addresses only, one a line: a list that can be opened again. */
import type { OpenTableWriter } from './table-writer.ts';

/** Its one column is the address. */
export const urlListWriter: OpenTableWriter = (file) => ({
  write: async (rows) => {
    let text = '';
    // A run file that somebody has edited may hold line breaks; an address has none.
    for (const [url] of rows) text += `${String(url).replace(/[\r\n]+/g, '')}\n`;
    await file.write(Buffer.from(text));
  },
  end: async () => {},
  remarks: () => [],
  dispose: async () => {},
});
