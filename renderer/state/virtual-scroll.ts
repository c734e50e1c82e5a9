/**
 * Scrolling over more rows than a page can be high.
 *
 * Chromium lays nothing out beyond about 33.5 million device pixels: 1,000,000 rows of
 * 28 px are past that on any screen with a scale factor of 2. The page is therefore at
 * most {@link MAX_PAGE_PX} high and stands for the longer list. A drag of the scroll bar
 * jumps proportionally; the wheel and the keys move by true pixels, and when scrolling
 * rests the bar is put where it belongs.
 */

export const ROW_PX = 28;
/** Safe up to a device scale factor of 4. */
export const MAX_PAGE_PX = 8_000_000;

export interface ScrollGeometry {
  readonly rowCount: number;
  readonly viewportPx: number;
}

export interface VisibleRange {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** Height of the scrolled page. */
export function pageHeight({ rowCount }: ScrollGeometry): number {
  return Math.min(rowCount * ROW_PX, MAX_PAGE_PX);
}

/** Largest offset into the whole list. */
export function maxOffset({ rowCount, viewportPx }: ScrollGeometry): number {
  return Math.max(0, rowCount * ROW_PX - viewportPx);
}

export function clampOffset(geometry: ScrollGeometry, offset: number): number {
  return Math.min(maxOffset(geometry), Math.max(0, offset));
}

export function offsetOfScrollTop(geometry: ScrollGeometry, scrollTop: number): number {
  const range = pageHeight(geometry) - geometry.viewportPx;
  return range <= 0 ? 0 : clampOffset(geometry, (scrollTop / range) * maxOffset(geometry));
}

export function scrollTopOfOffset(geometry: ScrollGeometry, offset: number): number {
  const most = maxOffset(geometry);
  return most === 0 ? 0 : (offset / most) * Math.max(0, pageHeight(geometry) - geometry.viewportPx);
}

/**
 * The offset after the page went from `before` to `now`. A move of less than two screens
 * is the wheel or a key and counts as it is; more is the scroll bar.
 */
export function offsetAfterScroll(
  geometry: ScrollGeometry,
  offset: number,
  before: number,
  now: number,
): number {
  const isExact = geometry.rowCount * ROW_PX <= MAX_PAGE_PX;
  const isAtEnd = now <= 0 || now >= pageHeight(geometry) - geometry.viewportPx - 1;
  if (isExact || isAtEnd || Math.abs(now - before) > 2 * geometry.viewportPx) {
    return offsetOfScrollTop(geometry, now);
  }
  return clampOffset(geometry, offset + now - before);
}

export function visibleRange({ rowCount, viewportPx }: ScrollGeometry, offset: number): VisibleRange {
  const first = Math.max(0, Math.floor(offset / ROW_PX));
  return { first, end: Math.min(rowCount, Math.ceil((offset + viewportPx) / ROW_PX)) };
}

/** The smallest move that makes `row` wholly visible. */
export function offsetToReveal(geometry: ScrollGeometry, offset: number, row: number): number {
  const top = row * ROW_PX;
  if (top < offset) return clampOffset(geometry, top);
  if (top + ROW_PX > offset + geometry.viewportPx)
    return clampOffset(geometry, top + ROW_PX - geometry.viewportPx);
  return offset;
}
