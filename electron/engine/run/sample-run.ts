/** A run that fetches a few rows first and then waits, so that columns can be tried on their pages. */
import type { WorkPlan } from '../ledger/work-ledger.ts';

/**
 * @returns The plan with only `count` of its pending rows, spread evenly over them; `null` when
 *   it has no more than that.
 */
export function samplePlan(plan: WorkPlan, count: number): WorkPlan | null {
  const pending = plan.isPending.reduce((sum, isPending) => sum + isPending, 0);
  if (pending <= count) return null;
  const isPending = new Uint8Array(plan.isPending.length);
  let seen = 0;
  let taken = 0;
  for (const [rowId, isWanted] of plan.isPending.entries()) {
    if (isWanted === 0) continue;
    // The first of each of `count` equal stretches.
    if (seen * count >= taken * pending && taken < count) {
      isPending[rowId] = 1;
      taken++;
    }
    seen++;
  }
  return { ...plan, isPending };
}
