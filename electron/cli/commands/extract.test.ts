import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../../shared/recipe.ts';
import { parseRecipeFile, recipeFileText } from '../../../shared/recipe-file.ts';
import { ExitStatus } from '../exit-status.ts';
import { runCommandLine } from '../run-command.ts';
import { fakeCli } from '../testing/fake-context.ts';

const RECIPE: Recipe = {
  name: 'lamps',
  hosts: [],
  columns: [
    {
      name: 'price',
      source: { kind: 'css', selector: '.price', attribute: null },
      type: 'price',
      isRequired: true,
      fallback: null,
      takesAll: false,
    },
  ],
};

const EXTRACTION = {
  pages: 10,
  withoutPage: 2,
  incomplete: 3,
  problems: 1,
  found: [{ name: 'price', pages: 7 }],
  elapsedMs: 500,
};

describe('gleaner extract', () => {
  it('sets the recipe, extracts, and says how many had each column', async () => {
    const cli = fakeCli();
    cli.engine.extraction = EXTRACTION;
    writeFileSync(path.join(cli.folder, 'r.json'), recipeFileText(RECIPE));
    const status = await runCommandLine(['extract', 'a.gleaner', '--recipe', 'r.json'], cli.context);
    expect(status).toBe(ExitStatus.Ok);
    expect(cli.engine.inputOf('run.setRecipe')).toEqual({ recipe: RECIPE });
    expect(cli.stderr.text).toContain('Extracted from 10 pages without a request, 20 a second.');
    expect(cli.stderr.text).toContain('  price  7 of 10');
    expect(cli.stderr.text).toContain('3 rows ok but incomplete, 1 of them with a problem.');
    expect(cli.stderr.text).toContain('2 rows ok without a kept page');
  });

  it('takes the columns that the run has, and tells scripts', async () => {
    const cli = fakeCli();
    cli.engine.extraction = EXTRACTION;
    await runCommandLine(['extract', 'a.gleaner', '--json'], cli.context);
    expect(cli.engine.namesCalled()).not.toContain('run.setRecipe');
    expect(cli.stdout.jsonLines().at(-1)).toEqual({ type: 'extracted', ...EXTRACTION });
  });

  it.each([
    ['{', 'not JSON'],
    [recipeFileText(RECIPE).replace('.price', '['), 'not a CSS selector'],
  ])('refuses a recipe that cannot be used before the run is opened', async (text, message) => {
    const cli = fakeCli();
    writeFileSync(path.join(cli.folder, 'r.json'), text);
    expect(await runCommandLine(['extract', 'a.gleaner', '--recipe', 'r.json'], cli.context)).toBe(
      ExitStatus.Usage,
    );
    expect(cli.stderr.text).toContain(message);
    expect(cli.engine.namesCalled()).toEqual([]);
  });
});

describe('--recipe', () => {
  it('is among the options of a run', async () => {
    const cli = fakeCli();
    writeFileSync(path.join(cli.folder, 'r.json'), recipeFileText(RECIPE));
    writeFileSync(path.join(cli.folder, 'list.txt'), 'https://a.example/\n');
    await runCommandLine(['run', 'list.txt', '--recipe', 'r.json'], cli.context);
    expect(cli.engine.inputOf('run.start')).toMatchObject({ options: { recipe: RECIPE } });
  });
});

describe('gleaner recipe find', () => {
  it('writes what was found as a recipe that can be read again', async () => {
    const cli = fakeCli();
    cli.engine.found = {
      proposals: RECIPE.columns.map((column) => ({
        column,
        found: 8,
        from: [],
        isGuess: true,
        example: ['1.50', '1,50 €'],
      })),
      pages: 10,
      problems: [],
    };
    const status = await runCommandLine(['recipe', 'find', 'a.gleaner', '--out', 'r.json'], cli.context);
    expect(status).toBe(ExitStatus.Ok);
    expect(cli.stderr.text).toMatch(/price +8\/10 +a guess +1\.50/);
    const written = parseRecipeFile(readFileSync(path.join(cli.folder, 'r.json'), 'utf8'), 'r.json');
    expect(written.columns).toEqual(RECIPE.columns);
  });

  it('says that there is nothing to look at, and what is missing in the words', async () => {
    const cli = fakeCli();
    expect(await runCommandLine(['recipe', 'find', 'a.gleaner'], cli.context)).toBe(ExitStatus.Error);
    expect(cli.stderr.text).toContain('no pages to look at');
    expect(await runCommandLine(['recipe', 'a.gleaner'], cli.context)).toBe(ExitStatus.Usage);
  });
});
