/** In the head of the table: selects all that the filter shows, or nothing. */
import { useEffect, useRef } from 'react';
import { useModel, useResults, useSelection } from '../../state/use-app.ts';
import { TickBox } from './tick-box.tsx';

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
    <div role="columnheader" className="grid h-7 place-items-center *:col-start-1 *:row-start-1">
      <TickBox isTicked={isAll} isMixed={isSome && !isAll} />
      {/* Over the box, which looks like those of the rows; the browser's own would not. */}
      <input
        ref={ref}
        type="checkbox"
        aria-label="Select all rows that are shown"
        className="size-4 appearance-none rounded-[4px]"
        disabled={count === 0}
        checked={isAll}
        onChange={() => (isAll || isSome ? selection.clear() : selection.selectShown())}
      />
    </div>
  );
}
