import { describe, expect, it } from 'vitest';
import {
  MAX_PAGE_PX,
  maxOffset,
  offsetAfterScroll,
  offsetOfScrollTop,
  offsetToReveal,
  pageHeight,
  ROW_PX,
  scrollTopOfOffset,
  visibleRange,
} from './virtual-scroll.ts';

const huge = { rowCount: 1_000_000, viewportPx: 500 };
const small = { rowCount: 1000, viewportPx: 500 };

describe('virtual scroll', () => {
  it('never makes the page higher than Chromium can lay out', () => {
    expect(pageHeight(huge)).toBe(MAX_PAGE_PX);
    expect(pageHeight(small)).toBe(28_000);
  });

  it('reaches the last row at the bottom of the bar', () => {
    const offset = offsetOfScrollTop(huge, MAX_PAGE_PX - huge.viewportPx);

    expect(visibleRange(huge, offset).end).toBe(1_000_000);
    expect(offset).toBe(maxOffset(huge));
  });

  it('moves by as many pixels as the wheel says, also in a list that is scaled down', () => {
    expect(offsetAfterScroll(huge, 14_000_000, 4_000_000, 4_000_100)).toBe(14_000_100);
  });

  it('jumps with the scroll bar', () => {
    const offset = offsetAfterScroll(huge, 0, 0, 4_000_000);

    expect(offset / maxOffset(huge)).toBeCloseTo(0.5, 3);
  });

  it('gets to the very top even when wheel and bar had drifted apart', () => {
    expect(offsetAfterScroll(huge, 900, 40, 0)).toBe(0);
  });

  it('puts the bar back to where it gives the same offset', () => {
    expect(offsetOfScrollTop(huge, scrollTopOfOffset(huge, 12_345_678))).toBeCloseTo(12_345_678, 0);
  });

  it('shows every row that is partly in view and no other', () => {
    expect(visibleRange(small, 14)).toEqual({ first: 0, end: Math.ceil((14 + 500) / ROW_PX) });
  });

  it('scrolls no further than needed to show a row', () => {
    expect(offsetToReveal(small, 0, 5)).toBe(0);
    expect(offsetToReveal(small, 0, 18)).toBe(19 * ROW_PX - 500);
    expect(offsetToReveal(small, 1000, 2)).toBe(56);
  });
});
