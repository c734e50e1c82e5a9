/** One line across the run about its state: what is the matter, what would help, and the buttons for it. */
import { X } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'info' | 'waiting' | 'failed';

const TONES: Readonly<Record<Tone, { readonly box: string; readonly icon: string }>> = {
  info: { box: 'border-accent bg-accent-soft', icon: 'text-accent' },
  waiting: { box: 'border-waiting-fill bg-waiting-soft', icon: 'text-waiting' },
  failed: { box: 'border-failed-fill bg-failed-soft', icon: 'text-failed' },
};

interface Props {
  /** Its name for screen readers. */
  readonly label: string;
  readonly tone: Tone;
  readonly icon: ReactNode;
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  /** Buttons. */
  readonly children?: ReactNode;
  /** Absent: it goes when its cause does. */
  readonly onDismiss?: (() => void) | undefined;
}

export function Banner({ label, tone, icon, title, detail, children, onDismiss }: Props) {
  return (
    <section
      aria-label={label}
      className={`flex shrink-0 items-center gap-3 rounded border py-1.5 pr-2 pl-3 ${TONES[tone].box}`}
    >
      <span aria-hidden className={`shrink-0 self-start pt-0.5 [&>svg]:size-4 ${TONES[tone].icon}`}>
        {icon}
      </span>
      <div className="tabular selectable min-w-0 flex-1">
        <p className="font-semibold">{title}</p>
        {detail !== undefined && <p className="text-12">{detail}</p>}
      </div>
      {children !== undefined && <div className="flex shrink-0 flex-wrap justify-end gap-2">{children}</div>}
      {onDismiss !== undefined && (
        <button
          type="button"
          aria-label={`Dismiss: ${label}`}
          className="grid size-7 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-text"
          onClick={onDismiss}
        >
          <X aria-hidden className="size-4" />
        </button>
      )}
    </section>
  );
}
