/**
 * Parquet with typed columns. Rows are gathered by column until they make a row group, so memory
 * is that of one group however many rows there are.
 */
import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import {
  isNumberText,
  type Cell,
  type CellType,
  type OpenTableWriter,
  type TableColumn,
} from './table-writer.ts';

/** Readers skip whole groups and read them side by side; smaller ones would cost more than they save. */
const GROUP_ROWS = 20_000;
/** Pages may be long. */
const GROUP_CHARACTERS = 8_000_000;

const SCHEMA_TYPE = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // 64 bits: a run file that somebody has edited may say anything.
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
} as const satisfies Record<CellType, Partial<SchemaElement>>;

type Value = string | number | bigint | boolean | null;

export const parquetWriter: OpenTableWriter = (file, columns) => {
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), createdBy: 'Gleaner' });
  const strays = { number: 0, boolean: 0 };
  let group: Value[][] = columns.map(() => []);
  let groupRows = 0;
  let groupCharacters = 0;

  function valueOf(cell: Cell, type: CellType): Value {
    if (cell === null) return null;
    if (typeof cell === 'number') return BigInt(cell);
    groupCharacters += cell.length;
    if (type === 'number') {
      if (isNumberText(cell)) return Number(cell);
      strays.number++;
      return null;
    }
    if (type === 'boolean') {
      if (cell === 'true' || cell === 'false') return cell === 'true';
      strays.boolean++;
      return null;
    }
    return cell;
  }

  async function flush(): Promise<void> {
    await file.write(bytes.getBytes());
    bytes.index = 0;
  }

  async function writeGroup(): Promise<void> {
    const columnData = columns.map(({ name }, index) => ({ name, data: group[index]! }));
    // What it encodes stays in memory: it is written out below.
    void writer.write({ columnData, rowGroupSize: groupRows });
    group = columns.map(() => []);
    groupRows = 0;
    groupCharacters = 0;
    await flush();
  }

  return {
    write: async (rows) => {
      for (const row of rows) {
        for (let index = 0; index < columns.length; index++)
          group[index]!.push(valueOf(row[index]!, columns[index]!.type));
        groupRows++;
        if (groupRows >= GROUP_ROWS || groupCharacters >= GROUP_CHARACTERS) await writeGroup();
      }
    },
    end: async () => {
      if (groupRows > 0) await writeGroup();
      void writer.finish();
      await flush();
    },
    remarks: () => [
      ...(strays.number > 0 ? [{ code: 'not_numbers', count: strays.number } as const] : []),
      ...(strays.boolean > 0 ? [{ code: 'not_booleans', count: strays.boolean } as const] : []),
    ],
    dispose: async () => {
      group = [];
    },
  };
};

function schemaOf(columns: readonly TableColumn[]): SchemaElement[] {
  return [
    { name: 'root', num_children: columns.length },
    ...columns.map(({ name, type }): SchemaElement => ({
      name,
      repetition_type: 'OPTIONAL',
      ...SCHEMA_TYPE[type],
    })),
  ];
}
