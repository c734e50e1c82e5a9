/** The words of the commands that fetch nothing: export, extract, recipe, compare and forget-hosts. */
import { CHANGE_KINDS, type ChangeKind } from '../../shared/comparison.ts';
import type {
  CompareCommand,
  ExportCommand,
  ExtractCommand,
  ForgetHostsCommand,
  RecipeCommand,
} from './command.ts';
import { exportOptions, exportPath, tableFormatOf } from './export-arguments.ts';
import type { GivenOptions } from './given-options.ts';
import { noOperands, runFileOperand } from './operands.ts';
import { didYouMean } from './suggest.ts';
import { UsageError } from './usage-error.ts';

export function exportCommand(operands: readonly string[], given: GivenOptions): ExportCommand {
  const runPath = runFileOperand('export', operands);
  const outPath = given.one('out');
  const reportPath = given.one('report') ?? null;
  if (outPath === undefined && reportPath === null) {
    throw new UsageError(
      'gleaner export needs --out F.',
      `For example: gleaner export ${runPath} --out results.csv`,
    );
  }
  return {
    name: 'export',
    isJson: given.has('json'),
    runPath,
    outPath: outPath === undefined ? null : exportPath('out', outPath),
    options: outPath === undefined ? null : exportOptions(outPath, given),
    reportPath,
  };
}

export function extractCommand(operands: readonly string[], given: GivenOptions): ExtractCommand {
  return {
    name: 'extract',
    isJson: given.has('json'),
    runPath: runFileOperand('extract', operands),
    recipePath: given.one('recipe') ?? null,
    exportPaths: given.all('export').map((file) => exportPath('export', file)),
  };
}

export function recipeCommand(operands: readonly string[], given: GivenOptions): RecipeCommand {
  const [action, ...files] = operands;
  if (action !== 'find') {
    throw new UsageError(
      'gleaner recipe needs the word find.',
      'For example: gleaner recipe find products.gleaner --out products.json',
    );
  }
  return {
    name: 'recipe',
    isJson: given.has('json'),
    runPath: runFileOperand('recipe', files),
    outPath: given.one('out') ?? null,
  };
}

export function compareCommand(operands: readonly string[], given: GivenOptions): CompareCommand {
  const [beforePath, afterPath, third] = operands;
  if (beforePath === undefined || afterPath === undefined || third !== undefined)
    throw new UsageError(
      'gleaner compare needs two run files, the earlier one first.',
      'For example: gleaner compare monday.gleaner tuesday.gleaner',
    );
  const only = given.one('only');
  return {
    name: 'compare',
    isJson: given.has('json'),
    beforePath,
    afterPath,
    exportPaths: tableExports(given),
    kinds: only === undefined ? null : changeKinds(only),
  };
}

export function forgetHostsCommand(operands: readonly string[], given: GivenOptions): ForgetHostsCommand {
  noOperands('forget-hosts', operands);
  return { name: 'forget-hosts', isJson: given.has('json') };
}

function changeKinds(text: string): readonly ChangeKind[] {
  return text.split(',').map((word) => {
    const kind = CHANGE_KINDS.find((one) => one === word.trim());
    if (kind !== undefined) return kind;
    throw new UsageError(
      `--only takes ${CHANGE_KINDS.join(', ')}, not "${word.trim()}".`,
      didYouMean(word.trim(), CHANGE_KINDS),
    );
  });
}

/** @throws {UsageError} For a format that is no table. */
function tableExports(given: GivenOptions): readonly string[] {
  const files = given.all('export');
  for (const file of files) tableFormatOf(file);
  return files;
}
