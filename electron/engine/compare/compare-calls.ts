/** What the engine asks of the thread that compares. */
import type { TableFormat } from '../../../shared/export.ts';
import type { ComparisonFilter } from './comparison.ts';
import type { ComparisonFiles } from './comparison-service.ts';

export type CompareCall =
  | { readonly name: 'open'; readonly files: ComparisonFiles }
  | {
      readonly name: 'read';
      readonly filter: ComparisonFilter;
      readonly from: number;
      readonly count: number;
    }
  | {
      readonly name: 'export';
      readonly path: string;
      readonly format: TableFormat;
      readonly filter: ComparisonFilter;
    };
