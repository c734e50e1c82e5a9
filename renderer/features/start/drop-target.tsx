/** Files or text may be dropped anywhere on the window; while they hover, the window says so. */
import { FileDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useApp, useModel } from '../../state/use-app.ts';

export function DropTarget() {
  const { list, notices } = useModel();
  const isStart = useApp((state) => state.screen === 'start');
  const [isOver, setOver] = useState(false);

  useEffect(() => {
    // Entering a child is an enter and a leave: only their balance tells.
    let depth = 0;

    const onEnter = (event: DragEvent) => {
      if (!carriesList(event)) return;
      depth += 1;
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (!carriesList(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const onOver = (event: DragEvent) => {
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isStart ? 'copy' : 'none';
    };
    const onDrop = (event: DragEvent) => {
      // Without this Chromium would open the file in place of the app.
      event.preventDefault();
      depth = 0;
      setOver(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      const text = event.dataTransfer?.getData('text/plain') ?? '';
      if (!isStart) notices.add('info', 'A run is open.', 'Press New run first, then drop the list.');
      else if (files.length > 0) void list.openDropped(files);
      else if (text !== '' && list.store.getState().held !== null) list.append(text);
      else if (text !== '') list.setText(joined(list.store.getState().text, text), true);
    };

    window.addEventListener('dragenter', onEnter);
    window.addEventListener('dragleave', onLeave);
    window.addEventListener('dragover', onOver);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragenter', onEnter);
      window.removeEventListener('dragleave', onLeave);
      window.removeEventListener('dragover', onOver);
      window.removeEventListener('drop', onDrop);
    };
  }, [isStart, list, notices]);

  if (!isOver || !isStart) return null;
  return (
    <div className="pointer-events-none fixed inset-3 z-40 grid place-items-center rounded border-2 border-dashed border-accent bg-accent-soft/95">
      <p className="flex items-center gap-3 text-20 font-semibold text-accent">
        <FileDown aria-hidden className="size-7" />
        Drop the list here
      </p>
    </div>
  );
}

function carriesList(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes('text/plain');
}

function joined(before: string, text: string): string {
  return before === '' || before.endsWith('\n') ? before + text : `${before}\n${text}`;
}
