/** Looks for what keeps people out: axe-core over the page as it stands. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails with every violation of WCAG 2.2 AA or of good practice, and where it is. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  // An Electron window cannot open the blank page in which axe otherwise puts its report together.
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    // What is in order is not described node by node, which takes half of the time.
    .options({ resultTypes: ['violations'] })
    .withTags(RULES)
    .analyze();
  const found = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} (${help}): ${target.join(' ')}\n${failureSummary ?? ''}`,
    ),
  );
  expect(found, `accessibility of ${state}`).toEqual([]);
}
