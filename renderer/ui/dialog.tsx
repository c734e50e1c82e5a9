/** A modal on the platform's own `<dialog>`: focus, Escape and the inert page come with it. */
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { FloatContainerContext } from './float-container.ts';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly className?: string;
  /** Asked before Escape, the cross or a click beside the dialog closes it. */
  readonly canClose?: () => boolean;
  onClose(): void;
}

export function Dialog({ title, children, className = '', canClose = () => true, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  // A state as well: what floats is drawn again once its container is there.
  const [container, setContainer] = useState<HTMLDialogElement | null>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    setContainer(dialog);
    if (dialog !== null && !dialog.open) dialog.showModal();
    // A dialog that is taken away while it is open does not give the focus back by itself.
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);

  function closeIfAllowed(): void {
    if (canClose()) ref.current?.close();
  }

  const startsOutside = useStartsOutside(ref);
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      onCancel={(event) => {
        if (event.target === event.currentTarget && !canClose()) event.preventDefault();
      }}
      onClick={(event) => {
        // Only a click on the backdrop has the dialog itself as its target.
        if (event.target === event.currentTarget && startsOutside.current) closeIfAllowed();
      }}
      className={`m-auto flex-col overflow-hidden rounded border border-line bg-surface p-0 text-text shadow-float open:flex ${className}`}
    >
      <FloatContainerContext value={container}>
        <header className="flex shrink-0 items-center gap-2 border-b border-line py-2 pr-2 pl-4">
          <h2 id={titleId} className="min-w-0 truncate text-14 font-semibold">
            {title}
          </h2>
          <button
            type="button"
            aria-label="Close"
            className="ml-auto grid size-8 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-text"
            onClick={closeIfAllowed}
          >
            <X aria-hidden className="size-4" />
          </button>
        </header>
        {children}
      </FloatContainerContext>
    </dialog>
  );
}

/** Text that is selected from inside a field to outside of the dialog ends in a click on the backdrop. */
function useStartsOutside(ref: RefObject<HTMLDialogElement | null>): RefObject<boolean> {
  const startsOutside = useRef(false);
  useEffect(() => {
    const dialog = ref.current;
    if (dialog === null) return;
    const onPointerDown = (event: PointerEvent) => {
      startsOutside.current = event.target === dialog;
    };
    dialog.addEventListener('pointerdown', onPointerDown);
    return () => dialog.removeEventListener('pointerdown', onPointerDown);
  }, [ref]);
  return startsOutside;
}
