/** In the head of the table: selects all that the filter shows, or nothing. */
import { useEffect, useRef } from 'react';
import { useModel, useResults, useSelection } from '../../state/use-app.ts';

export function SelectAllBox() {
  const { selection } = useModel();
  const count = useResults((state) => state.view?.count ?? 0);
  const isAll = useSelection((state) => state.shown !== null);
  const isSome = useSelection((state) => state.ids.size > 0);
  const ref = useRef<HTMLInputElement>(null);

  useEffect(() => {
    if (ref.current !== null) ref.current.indeterminate = isSome && !isAll;
  }, [isSome, isAll]);

  return (
    <div role="columnheader" className="grid h-7 place-items-center">
      <input
        ref={ref}
        type="checkbox"
        aria-label="Select all rows that are shown"
        className="size-4 accent-accent"
        disabled={count === 0}
        checked={isAll}
        onChange={() => (isAll || isSome ? selection.clear() : selection.selectShown())}
      />
    </div>
  );
}
