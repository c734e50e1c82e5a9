/** Spreads the first drawing of a large screen over frames, so that none of them is late. */
import { useEffect, useState } from 'react';

/** @returns 0 at first, then one more per frame up to `last`. */
export function useStage(last: number): number {
  const [stage, setStage] = useState(0);
  useEffect(() => {
    if (stage >= last) return;
    // A hidden window has no frames, and must not wait for one.
    const next = () => setStage(stage + 1);
    const frame = requestAnimationFrame(next);
    const fallback = setTimeout(next, 200);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(fallback);
    };
  }, [stage, last]);
  return stage;
}
