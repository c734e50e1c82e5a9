/** Reads exports back with software that had no part in writing them. For tests only. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import readWorkbook from 'read-excel-file/node';

/** As spreadsheets and Python read: a line end of any kind ends a record unless it is quoted. */
const ANY_LINE_END = ['\r\n', '\n', '\r'];

export async function readCsv(path: string): Promise<string[][]> {
  return parse(await readFile(path, 'utf8'), { bom: true, record_delimiter: ANY_LINE_END });
}

export async function readJsonl(path: string): Promise<Record<string, unknown>[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  if (lines.pop() !== '') throw new Error('The last line has no end.');
  // Each line of an export is one object.
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** The cells of every sheet, heading included. */
export async function readXlsx(path: string): Promise<{ sheet: string; rows: unknown[][] }[]> {
  const sheets = await readWorkbook(path, { trim: false });
  return sheets.map(({ sheet, data }) => ({ sheet, rows: data }));
}

/** @throws When the archive is damaged, or a part of it is not well-formed XML. */
export function checkZipOfXml(path: string): string[] {
  const script = `
import sys, zipfile, xml.etree.ElementTree as tree
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
for name in archive.namelist():
    tree.fromstring(archive.read(name))
    print(name)`;
  return python(script, path).trim().split('\n');
}

export async function readParquet(path: string): Promise<Record<string, unknown>[]> {
  return parquetReadObjects({ file: await asyncBufferFromFile(path) });
}

export async function parquetTypes(path: string): Promise<{ name: string; type: string | undefined }[]> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return schema.slice(1).map(({ name, type, converted_type: converted }) => ({
    name,
    type: converted ?? type,
  }));
}

/** The rows of the table `results`, read by Python's own SQLite. */
export function readSqlite(path: string): Record<string, unknown>[] {
  const script = `
import json, sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.row_factory = sqlite3.Row
assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
assert [name for (name,) in db.execute("SELECT name FROM sqlite_master")] == ["results"]
print(json.dumps([dict(row) for row in db.execute("SELECT * FROM results ORDER BY rowid")]))`;
  // What the script prints.
  return JSON.parse(python(script, path)) as Record<string, unknown>[];
}

function python(script: string, path: string): string {
  return execFileSync('python3', ['-c', script, path], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
}
