/** A shape for each kind of change, so that colour is not alone. */
import { CircleEqual, CircleHelp, CircleMinus, CirclePlus, FileDiff, PencilLine } from 'lucide-react';
import type { ChangeKind } from '../../../shared/comparison.ts';

const ICONS = {
  new: CirclePlus,
  gone: CircleMinus,
  changed: PencilLine,
  content: FileDiff,
  same: CircleEqual,
  unknown: CircleHelp,
} as const;

const TONE: Readonly<Record<ChangeKind, string>> = {
  new: 'text-ok',
  gone: 'text-failed',
  changed: 'text-accent',
  content: 'text-muted',
  same: 'text-muted',
  unknown: 'text-muted',
};

export function ChangeIcon({ kind }: { readonly kind: ChangeKind }) {
  const Icon = ICONS[kind];
  return <Icon aria-hidden className={`size-3.5 shrink-0 ${TONE[kind]}`} />;
}
