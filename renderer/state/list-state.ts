/** What the start screen knows of its list. */
import type { WireError } from '../../shared/errors.ts';
import { DEFAULT_CHOICES, type ListChoices } from '../../shared/list-choices.ts';
import type { ImportProgress, ImportSummary, SourceInspection } from '../../shared/list-import.ts';
import type { HeldText } from './held-text.ts';

export type ListPhase = 'empty' | 'waiting' | 'importing' | 'ready' | 'failed' | 'cancelled';

export interface ListState {
  /** What the text box holds when the text is small enough for it. */
  readonly text: string;
  /** Set instead of `text` when it is not. */
  readonly held: HeldText | null;
  /** True when the list came from a file or the demo shop; the text stays as it was. */
  readonly isFromFile: boolean;
  /** The list is that of the demo shop: there is nothing to choose. */
  readonly isDemo: boolean;
  readonly phase: ListPhase;
  /** True once the import takes longer than a second. */
  readonly isSlow: boolean;
  readonly progress: ImportProgress | null;
  readonly summary: ImportSummary | null;
  readonly error: WireError | null;
  /** How the list is to be read; what is not chosen is found out. */
  readonly choices: ListChoices;
  /** What its files were found to be, as far as they have been looked at. */
  readonly inspections: readonly SourceInspection[];
}

export const EMPTY_LIST: ListState = {
  text: '',
  held: null,
  isFromFile: false,
  isDemo: false,
  phase: 'empty',
  isSlow: false,
  progress: null,
  summary: null,
  error: null,
  choices: DEFAULT_CHOICES,
  inspections: [],
};
