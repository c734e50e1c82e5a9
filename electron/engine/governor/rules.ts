/**
 * The governor's numbers. They were tuned in the lab (e2e/lab); change one, and run it again.
 * Rates are starts per second and host.
 */

/** For a host that nobody knows. */
export const START_RATE = 8;
/** Requests at once beyond what the rate needs. Until the first answers tell how long they take, there is one. */
export const START_IN_FLIGHT = 2;
export const START_RATE_MIN = 1;
/** Slower than this a host is not asked while it answers at all. */
export const RATE_MIN = 0.1;

/** Up to here speed doubles within a second: a limit below it costs few refusals. */
export const BRISK_RATE = 32;
/** Growth per second, as exponents: 0.8 is 2.2 ×, 0.1 is 1.11 ×. */
export const BRISK_GROWTH = 0.8;
export const GROWTH = 0.1;
/** After a refusal that said nothing yet about the limit. */
export const CAREFUL_GROWTH = 0.08;
export const CAREFUL_GROWTH_MIN = 0.01;
/** However long a round took, it earns no more than this. */
export const GROWTH_ROUND_MAX_SEC = 2;
/** A rate grows only when it was used: otherwise something else is the limit. */
export const USED_SHARE = 0.8;

/** Of what a host bore in an earlier run: where the next one starts. */
export const RETURN_SHARE = 0.9;

/** In the long run, a little below what was refused. */
export const KEEP_SHARE = 0.95;
/** After the first refusal, whose limit may be half of what a burst let through. */
export const FIRST_CUT_SHARE = 0.7;
/** After later ones, whose limit is known well. */
export const CUT_SHARE = 0.85;
/** Rates this near to each other are the same. */
export const AGREED_FACTOR = 1.1;
/** Asked this much more than a limit that is in doubt, a host shows whether it is one. */
export const TEST_SHARE = 1.2;
/** With fewer in flight than this, refusals say nothing about their number. */
export const WINDOW_SEEN_MIN = 4;
/** From a cut back up to a little below the limit. */
export const RECOVER_MS = 60_000;
/** After the first refusal, whose limit is a guess. */
export const FIRST_RECOVER_MS = 20_000;
/** A refusal so long after the last one, at a speed that was fine, lowers the limit by a little only. */
export const ISOLATED_MS = 60_000;
export const ISOLATED_SHARE = 0.98;
/** How long it keeps to a limit before it tries for more: after the first refusal, whose limit is a guess. */
export const FIRST_HOLD_MS = 10_000;
/** After later ones; doubled after each try in vain. */
export const HOLD_MIN_MS = 300_000;
export const HOLD_MAX_MS = 30 * 60_000;
/** In place of the least, when finding the limit has cost one refusal more. */
export const TESTED_HOLD_MS = 600_000;
/** While trying for more, of the limit and per second. */
export const PROBE_SHARE_PER_SEC = 0.002;
/** The same after the first refusal, whose limit is a guess that only a second one mends. */
export const FIRST_PROBE_SHARE_PER_SEC = 0.02;
/** This much above a limit without a refusal, it is none any more. */
export const GONE_SHARE = 1.15;
export const GONE_GROWTH = 0.02;
/** One more in flight this often, while trying for more. */
export const WINDOW_STEP_MS = 10_000;
/** Refused again at a window that was closed before, so often it was no window. */
export const WINDOW_SHRINKS_MAX = 3;
export const WINDOW_STEP_SHARE = 0.1;

/** A limit is known from what got through between two refusals when it was at least this. */
export const CYCLE_ANSWERS_MIN = 8;
export const CYCLE_MIN_MS = 2000;
/** What came through in a cycle says what is allowed when it was so many times as long as its pause. */
export const CYCLE_PARKS = 4;
/** A refusal after so long a time says nothing about the beginning of it. */
export const OLD_CYCLE_MS = 120_000;
/** Fewer answers than this from one refusal to the next are few. */
export const OFTEN_ANSWERS = 300;
export const CLEARLY_SLOWER_SHARE = 0.97;
/** So many times slower without refusals becoming rarer: they are about pages, and not about us. */
export const VAIN_CUTS = 3;
/** Without a start for this long there was nothing to ask. */
export const IDLE_MS = 3000;

/** Refused without a time: wait this long, doubled while it goes on refusing. */
export const REFUSED_BACKOFF_MS = { first: 1000, max: 300_000 } as const;
/** Everything fails at a host that answered before. */
export const DOWN_BACKOFF_MS = { first: 30_000, max: 600_000 } as const;
/** Failures in a row that are no longer a burst among good answers. */
export const OUTAGE_IN_A_ROW = 5;
/** Down again sooner than this, it is hardly chance. */
export const OUTAGE_APART_MS = 300_000;
/** Of what it bore before, the most it is asked afterwards: after an outage, and after a ban. */
export const OUTAGE_SHARE = 1;
/** Waits for its end grow by this, so that no more than a third of it is lost behind it. */
export const OUTAGE_GROWTH = 1.5;
export const BANNED_SHARE = 0.6;

/** Answers take this much longer than when the host was calm, in so many rounds: it is at its capacity. */
export const SLOW_FACTOR = 2.2;
export const SLOW_ROUNDS = 2;
export const LATENCIES_MIN = 12;
export const FIRST_LATENCIES_MIN = 3;
/** With fewer in flight we are no load. */
export const ALONE_IN_FLIGHT = 1.5;
/** Times what its latency needs at this rate. */
export const GUARD_FACTOR = 2;
/** Ask this share for a moment, to see whether answers become faster for it. */
export const DIP_SHARE = 0.6;
export const DIP_HELPED_SHARE = 0.8;
export const DIP_LATENCIES_MIN = 30;
/** A window that was closed because answers were slow may open again after this: trying costs no refusal. */
export const SLOW_HOLD_MS = 30_000;
/** What it works on at once, and a fifth more, so that it never waits for us. */
export const QUEUE_SHARE = 1.2;
export const AFTER_DIP_SHARE = 1.2;
export const AFTER_DIP_CALM_MS = 5000;

/** Of what a host says is left. */
export const QUOTA_SHARE = 0.95;

/** So many probes in vain: about ten minutes of an outage, an hour of a ban, forty minutes of refusals. */
export const DOWN_PROBES_MAX = 7;
export const REFUSED_PROBES_MAX = 14;
