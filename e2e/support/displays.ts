/** The displays that `npm run e2e` has started; none where the user's own is used. */

export function virtualDisplays(): readonly string[] {
  return (process.env['GLEANER_DISPLAYS'] ?? '').split(' ').filter((name) => name !== '');
}

/** For the environment of an app that this worker of Playwright starts. */
export function displayOfWorker(): Readonly<Record<string, string>> {
  const name = virtualDisplays()[Number(process.env['TEST_PARALLEL_INDEX'] ?? 0)];
  return name === undefined ? {} : { DISPLAY: name };
}
