/**
 * A logarithmic slider. The real control is a native range that carries the value itself
 * (so it can be filled, read and announced); it is transparent, and what is seen is drawn
 * beneath it. The native thumb moves linearly, so pointer and keys are handled here.
 */
import { type KeyboardEvent, type PointerEvent, useId, useRef } from 'react';
import {
  describeLimit,
  fromFraction,
  LIMIT_SCALES,
  type LimitName,
  nextStop,
  toAllowed,
  toFraction,
} from '../state/limit-scales.ts';
import { LimitField } from './limit-field.tsx';

interface Props {
  readonly name: LimitName;
  readonly value: number | null;
  onChange(name: LimitName, value: number | null): void;
}

const THUMB_PX = 16;
const PAGE_STOPS = 4;

const KEY_STOPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: PAGE_STOPS,
  PageDown: -PAGE_STOPS,
};

export function LimitSlider({ name, value, onChange }: Props) {
  const scale = LIMIT_SCALES[name];
  const id = useId();
  const isDragging = useRef(false);
  const fraction = toFraction(scale, value);

  function onKeyDown(event: KeyboardEvent): void {
    const stops = KEY_STOPS[event.key];
    if (stops !== undefined) onChange(name, nextStop(scale, value, stops));
    else if (event.key === 'Home') onChange(name, scale.min);
    else if (event.key === 'End') onChange(name, scale.hasNone ? null : scale.max);
    else return;
    event.preventDefault();
  }

  function follow(event: PointerEvent<HTMLInputElement>): void {
    const box = event.currentTarget.getBoundingClientRect();
    const at = (event.clientX - box.left - THUMB_PX / 2) / (box.width - THUMB_PX);
    onChange(name, fromFraction(scale, at));
  }

  function onPointerDown(event: PointerEvent<HTMLInputElement>): void {
    if (event.button !== 0) return;
    isDragging.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    follow(event);
  }

  return (
    <div className="min-w-0">
      <div className="flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="truncate text-13 font-medium" title={scale.hint}>
          {scale.label}
        </label>
        <LimitField name={name} value={value} onChange={onChange} />
      </div>
      <div className="group relative h-6">
        <div className="absolute top-2.5 right-0 left-0 h-1 rounded-full bg-pending-fill">
          <div
            className="h-1 rounded-full bg-accent"
            style={{ width: `calc(${fraction} * (100% - ${THUMB_PX}px) + ${THUMB_PX / 2}px)` }}
          />
        </div>
        <div
          className="absolute top-1 size-4 rounded-full border-2 border-accent bg-surface group-has-focus-visible:outline-2 group-has-focus-visible:outline-offset-2 group-has-focus-visible:outline-accent group-hover:bg-accent-soft"
          style={{ left: `calc(${fraction} * (100% - ${THUMB_PX}px))` }}
        />
        <input
          id={id}
          type="range"
          aria-label={scale.label}
          aria-valuetext={describeLimit(name, value)}
          min={scale.min}
          max={scale.max}
          step={scale.step}
          value={value ?? scale.max}
          onChange={(event) => onChange(name, toAllowed(scale, event.currentTarget.valueAsNumber))}
          onKeyDown={onKeyDown}
          onMouseDown={(event) => {
            // The native drag is linear. Its focus must still happen, without a ring.
            event.preventDefault();
            event.currentTarget.focus({ preventScroll: true });
          }}
          onPointerDown={onPointerDown}
          onPointerMove={(event) => isDragging.current && follow(event)}
          onPointerUp={() => (isDragging.current = false)}
          onPointerCancel={() => (isDragging.current = false)}
          className="absolute inset-0 m-0 size-full touch-none opacity-0"
        />
      </div>
    </div>
  );
}
