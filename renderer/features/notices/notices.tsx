/** Messages at the lower edge of the window. */
import { CircleAlert, Info, TriangleAlert, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Notice } from '../../state/notices-store.ts';
import { useModel } from '../../state/use-app.ts';

const ICONS = { info: Info, warning: TriangleAlert, error: CircleAlert } as const;
const ICON_COLOURS = { info: 'text-accent', warning: 'text-waiting', error: 'text-failed' } as const;

export function Notices() {
  const { notices } = useModel();
  const shown = useStore(notices.store, (state) => state.notices);
  return (
    <div
      aria-live="polite"
      className="pointer-events-none fixed bottom-4 left-1/2 z-50 flex w-[480px] -translate-x-1/2 flex-col gap-2"
    >
      {shown.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} onDismiss={() => notices.dismiss(notice.id)} />
      ))}
    </div>
  );
}

function NoticeItem({ notice, onDismiss }: { readonly notice: Notice; readonly onDismiss: () => void }) {
  const Icon = ICONS[notice.level];
  return (
    <div
      role={notice.level === 'error' ? 'alert' : undefined}
      className="pointer-events-auto flex gap-2.5 rounded border border-line bg-surface py-2.5 pr-2 pl-3 shadow-float"
    >
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${ICON_COLOURS[notice.level]}`} />
      <div className="selectable min-w-0 flex-1">
        <p className="font-semibold">{notice.message}</p>
        {notice.advice !== '' && <p className="text-muted">{notice.advice}</p>}
      </div>
      <button
        type="button"
        aria-label="Dismiss"
        className="grid size-6 shrink-0 place-items-center rounded text-muted hover:bg-hover hover:text-text"
        onClick={onDismiss}
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
}
