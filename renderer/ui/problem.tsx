/** An error in its place: what happened, what to do, and the code for whoever helps. */
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { WireError } from '../../shared/errors.ts';

interface Props {
  readonly error: WireError;
  /** Buttons that offer a way on. */
  readonly children?: ReactNode;
}

export function Problem({ error, children }: Props) {
  return (
    <div role="alert" className="flex gap-2 rounded border border-failed bg-failed-soft px-3 py-2">
      <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold selectable">{error.message}</p>
        <p className="selectable">
          {error.advice} <code className="font-mono text-12 text-muted">{error.code}</code>
        </p>
      </div>
      {children}
    </div>
  );
}
