/** Connects a scrolling element to the arithmetic of `virtual-scroll.ts`; React renders only when other rows come into view. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  clampOffset,
  offsetAfterScroll,
  offsetToReveal,
  ROW_PX,
  scrollTopOfOffset,
  visibleRange,
  type ScrollGeometry,
  type VisibleRange,
} from '../../state/virtual-scroll.ts';

/** The column heads stay on top of the rows. */
export const HEAD_PX = 28;

interface VirtualRows {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Holds the rendered rows; moved by part of a row while scrolling. */
  readonly layer: RefObject<HTMLDivElement | null>;
  readonly range: VisibleRange;
  readonly viewportPx: number;
  reveal(row: number): void;
  toTop(): void;
}

export function useVirtualRows(
  rowCount: number,
  onVisible: (range: VisibleRange, offset: number) => void,
): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const offset = useRef(0);
  const lastTop = useRef(0);
  const [viewportPx, setViewportPx] = useState(0);
  const [range, setRange] = useState<VisibleRange>({ first: 0, end: 0 });
  const geometry = useRef<ScrollGeometry>({ rowCount, viewportPx });

  const place = useCallback(
    (isSync: boolean) => {
      const next = visibleRange(geometry.current, offset.current);
      const update = () =>
        setRange((range_) => (range_.first === next.first && range_.end === next.end ? range_ : next));
      // The rows must be there before the layer moves, or they jump by one for a frame.
      if (isSync) flushSync(update);
      else update();
      if (layer.current !== null) {
        layer.current.style.transform = `translateY(${next.first * ROW_PX - offset.current}px)`;
      }
      onVisible(next, offset.current);
    },
    [onVisible],
  );

  const moveTo = useCallback(
    (next: number) => {
      offset.current = next;
      const element = scroller.current;
      if (element !== null) {
        element.scrollTop = scrollTopOfOffset(geometry.current, next);
        lastTop.current = element.scrollTop;
      }
      place(false);
    },
    [place],
  );

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      const top = element.scrollTop;
      offset.current = offsetAfterScroll(geometry.current, offset.current, lastTop.current, top);
      lastTop.current = top;
      place(true);
    };
    const onScrollEnd = () => {
      const settled = scrollTopOfOffset(geometry.current, offset.current);
      if (Math.abs(settled - element.scrollTop) < 1) return;
      element.scrollTop = settled;
      lastTop.current = element.scrollTop;
    };
    const measure = new ResizeObserver(() => setViewportPx(Math.max(0, element.clientHeight - HEAD_PX)));
    measure.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('scrollend', onScrollEnd);
    return () => {
      measure.disconnect();
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('scrollend', onScrollEnd);
    };
  }, [place]);

  // Fewer rows or a smaller window may leave the offset beyond the end.
  useLayoutEffect(() => {
    geometry.current = { rowCount, viewportPx };
    offset.current = clampOffset(geometry.current, offset.current);
    place(false);
  }, [rowCount, viewportPx, place]);

  return {
    scroller,
    layer,
    range,
    viewportPx,
    reveal: (row) => moveTo(offsetToReveal(geometry.current, offset.current, row)),
    toTop: () => moveTo(0),
  };
}
