/** What each format is for, in a line. */
import type { ExportFormat } from '../../../shared/export.ts';

export const FORMAT_WORDS: Readonly<Record<ExportFormat, string>> = {
  csv: 'For other programs; every value as it is.',
  'csv-excel': 'Accents right; no cell runs as a formula.',
  xlsx: 'Numbers are numbers, 00123 stays 00123.',
  jsonl: 'One JSON object per row, for scripts.',
  parquet: 'Typed and small, for DuckDB or pandas.',
  sqlite: 'One table, “results”, to ask with SQL.',
  warc: 'The pages themselves as they were received, for other tools. Needs “Keep pages”.',
  urls: 'One address a line; opens as a list again.',
};
