/** A modal on the platform's own `<dialog>`: focus, Escape and the inert page come with it. */
import { X } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef } from 'react';

interface Props {
  readonly title: string;
  readonly children: ReactNode;
  readonly className?: string;
  onClose(): void;
}

export function Dialog({ title, children, className = '', onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        // Only a click on the backdrop has the dialog itself as its target.
        if (event.target === event.currentTarget) event.currentTarget.close();
      }}
      className={`m-auto rounded border border-line bg-surface p-0 text-text shadow-float ${className}`}
    >
      <div className="flex h-full flex-col">
        <header className="flex items-center gap-2 border-b border-line py-2 pr-2 pl-4">
          <h2 id={titleId} className="text-14 font-semibold">
            {title}
          </h2>
          <button
            type="button"
            aria-label="Close"
            className="ml-auto grid size-8 place-items-center rounded text-muted hover:bg-hover hover:text-text"
            onClick={() => ref.current?.close()}
          >
            <X aria-hidden className="size-4" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
