/** JSON Lines: one object per row with every column in order; a cell that is not there is `null`. */
import { isNumberText, type Cell, type CellType, type OpenTableWriter } from './table-writer.ts';
import { Utf8Text } from './utf8-text.ts';

export const jsonlWriter: OpenTableWriter = (file, columns) => {
  const parts = columns.map(({ name, type }, index) => ({
    before: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    type,
  }));
  const text = new Utf8Text();
  return {
    write: async (rows) => {
      for (const row of rows) {
        let line = '';
        for (let index = 0; index < parts.length; index++) {
          const { before, type } = parts[index]!;
          line += before + valueOf(row[index]!, type);
        }
        text.append(`${line}}\n`);
      }
      await file.write(text.view());
    },
    end: async () => {},
    remarks: () => [],
    dispose: async () => {},
  };
};

function valueOf(cell: Cell, type: CellType): string | number {
  if (cell === null) return 'null';
  if (typeof cell === 'number') return cell;
  // As it is written, so that no digit is lost.
  if (type === 'number' && isNumberText(cell)) return cell;
  if (type === 'boolean' && (cell === 'true' || cell === 'false')) return cell;
  return JSON.stringify(cell);
}
