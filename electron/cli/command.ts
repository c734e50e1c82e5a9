/** The commands as they are once their words are checked. */
import type { ChangeKind } from '../../shared/comparison.ts';
import type { ExportOptions } from '../../shared/export.ts';
import type { ListChoices } from '../../shared/list-choices.ts';
import type { OutcomeCode } from '../../shared/outcome-codes.ts';
import type { OptionChanges } from './option-changes.ts';
import type { CommandName } from './option-table.ts';

/** What every fetching command can be told. */
export interface FetchArguments {
  readonly isJson: boolean;
  /** Paths as given, each with a known extension. */
  readonly exportPaths: readonly string[];
  /** Only what was named. */
  readonly options: OptionChanges;
  /** `HH:MM`; `null` for no deadline. */
  readonly finishBy: string | null;
  /** As given; read before anything is touched. */
  readonly hostLimitsPath: string | null;
  /** As given; read before anything is touched. */
  readonly recipePath: string | null;
}

export interface RunCommand extends FetchArguments {
  readonly name: 'run';
  /** Read as one list, in this order. `-` is standard input. */
  readonly listPaths: readonly string[];
  readonly choices: ListChoices;
  readonly runPath: string;
  /** Where every merged and rejected line goes; `null` for nowhere. */
  readonly reportPath: string | null;
}

export interface ResumeCommand extends FetchArguments {
  readonly name: 'resume';
  readonly runPath: string;
}

export interface AgainCommand extends FetchArguments {
  readonly name: 'again';
  readonly runPath: string;
  /** `null`: a free name beside the run. */
  readonly newRunPath: string | null;
}

export interface RetryCommand extends FetchArguments {
  readonly name: 'retry';
  /** An earlier export that becomes a run file first; `null` when it is one already. */
  readonly from: string | null;
  readonly runPath: string;
  readonly isRunPathNamed: boolean;
  /** `null`: every failed row. */
  readonly codes: readonly OutcomeCode[] | null;
}

export interface ExportCommand {
  readonly name: 'export';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null` when only the report of the list is wanted. */
  readonly outPath: string | null;
  readonly reportPath: string | null;
  /** Whether its columns are there is known when the run is open; `null` without a file to write. */
  readonly options: ExportOptions | null;
}

export interface CompareCommand {
  readonly name: 'compare';
  readonly isJson: boolean;
  readonly beforePath: string;
  readonly afterPath: string;
  readonly exportPaths: readonly string[];
  /** `null`: those that are different are shown, and all are exported. */
  readonly kinds: readonly ChangeKind[] | null;
}

export interface DemoCommand extends FetchArguments {
  readonly name: 'demo';
  readonly pages: number;
  readonly runPath: string;
}

export interface ExtractCommand {
  readonly name: 'extract';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null`: the run's own. */
  readonly recipePath: string | null;
  /** As given, each with a known extension. */
  readonly exportPaths: readonly string[];
}

export interface RecipeCommand {
  readonly name: 'recipe';
  readonly isJson: boolean;
  readonly runPath: string;
  /** `null`: standard output. */
  readonly outPath: string | null;
}

export interface ForgetHostsCommand {
  readonly name: 'forget-hosts';
  readonly isJson: boolean;
}

export type Command =
  | RunCommand
  | ResumeCommand
  | AgainCommand
  | RetryCommand
  | ExportCommand
  | ExtractCommand
  | RecipeCommand
  | DemoCommand
  | CompareCommand
  | ForgetHostsCommand
  | { readonly name: 'help'; readonly about: CommandName | null }
  | { readonly name: 'version' };
