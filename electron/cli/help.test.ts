import { expect, it } from 'vitest';
import { commandHelp, generalHelp } from './help.ts';
import { COMMAND_NAMES, OPTION_NAMES, optionsOf } from './option-table.ts';

it('names every command in the general help', () => {
  for (const name of COMMAND_NAMES) expect(generalHelp()).toContain(`  ${name} `);
});

it.each(COMMAND_NAMES)('lists the options that gleaner %s has, and no others', (command) => {
  const listed = [...commandHelp(command).matchAll(/^ {2}--([\w-]+)/gmu)].map(([, name]) => name);

  expect(listed).toEqual(optionsOf(command));
});

it('gives every option to a command, so that none is there in vain', () => {
  const used = new Set(COMMAND_NAMES.flatMap((command) => optionsOf(command)));

  expect(OPTION_NAMES.filter((name) => !used.has(name))).toEqual(['version']);
});

it.each(COMMAND_NAMES)('keeps the help of %s within 110 columns', (command) => {
  for (const line of commandHelp(command).split('\n')) expect(line.length).toBeLessThanOrEqual(110);
});
