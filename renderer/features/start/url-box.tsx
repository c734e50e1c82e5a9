/**
 * The text box for the list. Small lists are edited in it; one that is large is held
 * beside it and only its beginning shown, because laying out 100,000 lines would stop
 * the window. The text is stopped at `beforeinput`, before the box has it.
 */
import { FileText, X } from 'lucide-react';
import { type ClipboardEvent, useEffect, useRef } from 'react';
import { formatCountOf } from '../../../shared/format.ts';
import { HOLD_OVER_CHARS, holdText } from '../../state/held-text.ts';
import { useList, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { ListPreview } from './list-preview.tsx';

const PLACEHOLDER = `Paste URLs here, one on each line, or drop a list anywhere on this window.

Text has one URL a line; blank lines and # comments are not counted.
Tables (CSV, TSV, XLSX, or cells copied from a spreadsheet) show which column is taken.
Sitemaps, gzip and several files at once are fine.
https://shop.example/p/{1..500} stands for 500 addresses.`;

export function UrlBox() {
  const { list, start } = useModel();
  const text = useList((state) => state.text);
  const held = useList((state) => state.held);
  const file = useList((state) => (state.isFromFile ? state.summary : null));
  const ref = useRef<HTMLTextAreaElement>(null);
  const isReadOnly = held !== null || file !== null;
  const shown = file === null ? (held?.preview ?? text) : file.sample.join('\n');
  // The first file tells: whoever mixes tables and texts looks at them one by one.
  const isPreviewed = useList(
    ({ inspections, phase, isDemo, isFromFile: isOpened }) =>
      phase !== 'empty' &&
      !isDemo &&
      (isOpened || (inspections[0]?.columns.length ?? 0) > 0) &&
      inspections.length > 0,
  );
  const isTable = useList(({ inspections }) => inspections.some(({ columns }) => columns.length > 0));

  // React's onBeforeInput is another event; this one must be the browser's own.
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const onBeforeInput = (event: InputEvent) => {
      const inserted = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
      const isWhole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
      if (!isReadOnly) {
        if (inserted.length + box.value.length <= HOLD_OVER_CHARS) return;
        event.preventDefault();
        const { selectionStart, selectionEnd, value } = box;
        list.setHeld(holdText(value.slice(0, selectionStart) + inserted + value.slice(selectionEnd)));
        return;
      }
      event.preventDefault();
      // Only a part of the list is in the box, so single keys cannot edit it: replacing
      // or deleting all of it, and adding a whole paste, can.
      if (isWhole) list.setText(inserted, true);
      else if (inserted.length > 1) list.append(inserted);
    };
    box.addEventListener('beforeinput', onBeforeInput);
    return () => box.removeEventListener('beforeinput', onBeforeInput);
  }, [isReadOnly, list]);

  function onPaste(event: ClipboardEvent): void {
    const pasted = event.clipboardData.getData('text/plain');
    if (pasted.length <= HOLD_OVER_CHARS || isReadOnly) return;
    event.preventDefault();
    const { selectionStart, selectionEnd, value } = event.currentTarget as HTMLTextAreaElement;
    list.setHeld(holdText(value.slice(0, selectionStart) + pasted + value.slice(selectionEnd)));
  }

  const hidden = file === null ? (held?.hiddenLines ?? 0) : file.lines - file.sample.length;
  return (
    <div className="panel relative flex min-h-0 flex-1 flex-col focus-within:border-accent">
      {file !== null && (
        <p className="flex items-center gap-2 border-b border-line px-3 py-2">
          <FileText aria-hidden className="size-4 text-muted" />
          <span className="truncate font-semibold">{file.name}</span>
          {file.urlColumn !== null && (
            <span className="truncate text-muted">URLs from the column “{file.urlColumn}”</span>
          )}
        </p>
      )}
      <textarea
        ref={ref}
        aria-label="URLs"
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        wrap="off"
        value={shown}
        placeholder={PLACEHOLDER}
        onChange={(event) => list.setText(event.currentTarget.value)}
        onPaste={onPaste}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void start();
        }}
        className={`selectable min-h-0 resize-none rounded bg-transparent px-3 py-2 font-mono text-12 leading-5 outline-none ${isPreviewed && isTable ? 'h-16 shrink-0' : 'flex-1'}`}
      />
      {isPreviewed && (
        <div
          className={`flex min-h-0 flex-col border-t border-line ${isTable ? 'min-h-48 flex-[1_1_0]' : ''}`}
        >
          <ListPreview />
        </div>
      )}
      {isReadOnly && (
        <div className="flex items-center gap-3 border-t border-line px-3 py-1.5">
          <span className="tabular text-muted">
            {hidden > 0 ? `and ${formatCountOf(hidden, 'more line')}` : 'That is all of it'}
          </span>
          <Button
            look="quiet"
            isSmall
            className="ml-auto"
            icon={<X aria-hidden className="size-4" />}
            onClick={() => {
              list.clear();
              ref.current?.focus();
            }}
          >
            Clear
          </Button>
        </div>
      )}
    </div>
  );
}
