/**
 * What a file of the list was found to be, and the switches to have it otherwise. A table shows its
 * first records; the column with the addresses is marked and can be moved.
 */
import { useState } from 'react';
import {
  LIST_DELIMITERS,
  LIST_ENCODINGS,
  type ListDelimiter,
  type ListEncoding,
  type SourceChoices,
} from '../../../shared/list-choices.ts';
import type { SourceInspection } from '../../../shared/list-import.ts';
import { useList, useModel } from '../../state/use-app.ts';
import { PickField } from '../../ui/pick-field.tsx';
import { PreviewTable } from './preview-table.tsx';

const NO_DELIMITER = 'none';

export function ListPreview() {
  const { list } = useModel();
  const inspections = useList((state) => state.inspections);
  const [shownIndex, setShownIndex] = useState(0);
  const index = Math.min(shownIndex, inspections.length - 1);
  const chosen = useList((state) => state.choices.sources[index]);
  const inspection = withChoices(inspections[index], chosen);
  if (inspection === undefined) return null;
  const change = (choice: Partial<SourceChoices>) => list.setSource(index, choice);

  return (
    <section aria-label="Preview" className="flex min-h-0 flex-col">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-b border-line px-3 py-1.5">
        {inspections.length > 1 && (
          <PickField
            label="File"
            value={String(index)}
            options={inspections.map(({ name }, at) => [String(at), `${at + 1}. ${name}`])}
            onPick={(value) => setShownIndex(Number(value))}
          />
        )}
        <Switches inspection={inspection} onChange={change} />
      </div>
      {inspection.columns.length > 0 && (
        <PreviewTable inspection={inspection} onPickColumn={(urlColumn) => change({ urlColumn })} />
      )}
    </section>
  );
}

/** What was chosen shows at once, before the list has been read like that. */
function withChoices(
  inspection: SourceInspection | undefined,
  chosen: SourceChoices | undefined,
): SourceInspection | undefined {
  if (inspection === undefined || chosen === undefined) return inspection;
  return {
    ...inspection,
    urlColumn: typeof chosen.urlColumn === 'number' ? chosen.urlColumn : inspection.urlColumn,
    hasHeader: chosen.hasHeader ?? inspection.hasHeader,
    encoding: inspection.encoding === null ? null : (chosen.encoding ?? inspection.encoding),
    sheet: inspection.sheet === null ? null : (chosen.sheet ?? inspection.sheet),
  };
}

function Switches({
  inspection,
  onChange,
}: {
  readonly inspection: SourceInspection;
  readonly onChange: (choice: Partial<SourceChoices>) => void;
}) {
  const { kind, sheets, sheet, delimiter, encoding, hasHeader } = inspection;
  const isText = kind === 'text' || kind === 'table';
  return (
    <>
      {sheets.length > 0 && sheet !== null && (
        <PickField
          label="Sheet"
          value={sheet}
          options={sheets.map((name) => [name, name])}
          onPick={(name) => onChange({ sheet: name })}
        />
      )}
      {isText && (
        <PickField
          label="Separator"
          value={delimiter ?? NO_DELIMITER}
          options={[[NO_DELIMITER, 'None, one URL a line'], ...Object.entries(LIST_DELIMITERS)]}
          onPick={(picked) =>
            onChange(
              picked === NO_DELIMITER
                ? { format: 'text', delimiter: null }
                : // The options are the keys of that table.
                  { format: 'table', delimiter: picked as ListDelimiter },
            )
          }
        />
      )}
      {encoding !== null && (
        <PickField
          label="Encoding"
          value={encoding}
          options={Object.entries(LIST_ENCODINGS)}
          // The options are the keys of that table.
          onPick={(picked) => onChange({ encoding: picked as ListEncoding })}
        />
      )}
      {(kind === 'table' || kind === 'spreadsheet') && (
        <label className="flex h-7 items-center gap-1.5">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={hasHeader}
            onChange={(event) => onChange({ hasHeader: event.currentTarget.checked })}
          />
          First row has the names
        </label>
      )}
      {(kind === 'sitemap' || kind === 'sitemap_index') && (
        <span className="leading-7 text-muted">
          {kind === 'sitemap' ? 'A sitemap' : 'An index of sitemaps'}
        </span>
      )}
      {kind === 'run' && <span className="leading-7 text-muted">The addresses of an earlier run</span>}
    </>
  );
}
