/** Where a list is searched: Escape empties it, and keys may lead to it. */
import { Search } from 'lucide-react';
import { useEffect, useRef } from 'react';

interface SearchBoxProps {
  /** For screen readers, as all names. */
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  /** How wide it is, and where it stands. */
  readonly className: string;
  /** Keys that lead to it from anywhere in the window. Has to stay the same function. */
  leadsHere?(this: void, event: KeyboardEvent): boolean;
  onChange(text: string): void;
}

export function SearchBox({ label, placeholder, value, className, leadsHere, onChange }: SearchBoxProps) {
  const ref = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (leadsHere === undefined) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (!leadsHere(event)) return;
      event.preventDefault();
      ref.current?.focus();
      ref.current?.select();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [leadsHere]);

  return (
    <div className={`relative ${className}`}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2 size-4 text-muted" />
      <input
        ref={ref}
        type="search"
        data-find
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onChange('');
        }}
        className="selectable h-8 w-full rounded border border-line bg-surface pr-2 pl-8 [&::-webkit-search-cancel-button]:hidden"
      />
    </div>
  );
}

export function isFindKey(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
}

export function isFindKeyOrSlash(event: KeyboardEvent): boolean {
  return isFindKey(event) || (event.key === '/' && !(event.target instanceof HTMLInputElement));
}
