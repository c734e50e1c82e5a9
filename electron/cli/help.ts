/** The texts of `--help`. They are built from the option table, so they cannot fall behind it. */
import {
  COMMAND_NAMES,
  COMMANDS,
  OPTIONS,
  optionsOf,
  type CommandName,
  type OptionSpec,
} from './option-table.ts';

export function generalHelp(): string {
  const commands = COMMAND_NAMES.map((name) => [
    `${name} ${COMMANDS[name].operand}`.trim(),
    COMMANDS[name].summary,
  ]);
  return [
    'Gleaner fetches a long list of URLs politely and accounts for every line of it.',
    '',
    'Usage: gleaner COMMAND [options]',
    '',
    ...columns(commands),
    '',
    'gleaner COMMAND --help lists the options of a command; gleaner --version prints the version.',
    '',
    'Exit status: 0 every row ok or skipped; 3 finished with failed rows; 2 wrong use;',
    '1 anything else, also a run that paused itself; 130 interrupted (both resumable).',
    '',
  ].join('\n');
}

export function commandHelp(command: CommandName): string {
  const { operand, summary, details } = COMMANDS[command];
  const rows = optionsOf(command).map((name) => {
    const spec: OptionSpec = OPTIONS[name];
    return [spec.value === undefined ? `--${name}` : `--${name} ${spec.value}`, spec.help];
  });
  return [
    `Usage: gleaner ${command} ${operand === '' ? '' : `${operand} `}[options]`,
    '',
    summary,
    ...details,
    '',
    ...columns(rows),
    '',
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const width = Math.max(...rows.map(([left = '']) => left.length));
  return rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
}
