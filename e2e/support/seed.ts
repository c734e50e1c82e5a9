/**
 * The seed of every test that leaves something to chance. The same for every run unless the
 * environment says otherwise, so that a failure is one of the change under test:
 * `GLEANER_SEED=N` repeats, `GLEANER_SEED=random` looks for new ground.
 */
const DEFAULT_SEED = 20_261_124;

export const SEED = chooseSeed(process.env['GLEANER_SEED']);

/** Ends the titles of those tests, so that a failure says how it is repeated. */
export const SEED_NOTE = `(GLEANER_SEED=${SEED})`;

function chooseSeed(text: string | undefined): number {
  if (text === 'random') return Math.floor(Math.random() * 2 ** 31);
  const seed = Number(text ?? DEFAULT_SEED);
  if (!Number.isSafeInteger(seed)) throw new Error('GLEANER_SEED must be a whole number, or "random".');
  return seed;
}
