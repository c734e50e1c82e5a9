/** The first records of a table, with a radio button over each column for the one with the URLs. */
import type { SourceInspection } from '../../../shared/list-import.ts';

interface Props {
  readonly inspection: SourceInspection;
  onPickColumn(index: number): void;
}

const REASONS: Readonly<Record<NonNullable<SourceInspection['urlColumnBy']>, string>> = {
  addresses: 'Found: its cells are web addresses',
  name: 'Found by its name',
  choice: 'Your choice',
  only: 'The only one there is',
};

export function PreviewTable({ inspection, onPickColumn }: Props) {
  const { columns, urlColumn, urlColumnBy, records, kind } = inspection;
  const canPick = kind === 'table' || kind === 'spreadsheet';
  return (
    <div
      className="min-h-0 flex-1 overflow-auto"
      tabIndex={0}
      role="region"
      aria-label="First records of the list"
    >
      <table className="border-collapse text-left text-12">
        <thead className="sticky top-0 bg-surface">
          <tr>
            {columns.map((name, index) => {
              const isUrl = index === urlColumn;
              return (
                <th
                  key={index}
                  scope="col"
                  className={`max-w-96 min-w-24 border-r border-b border-line px-2 py-1 font-medium ${isUrl ? 'bg-accent-soft' : ''}`}
                >
                  <label
                    className="flex h-5 items-center gap-1.5"
                    title={isUrl ? reasonOf(urlColumnBy) : name}
                  >
                    {canPick && (
                      <input
                        type="radio"
                        name="url-column"
                        aria-label={`URLs are in ${name}`}
                        className="size-3.5 shrink-0 accent-accent"
                        checked={isUrl}
                        onChange={() => onPickColumn(index)}
                      />
                    )}
                    <span className="truncate">{name}</span>
                    {isUrl && <span className="ml-auto pl-2 font-semibold text-accent">URLs</span>}
                  </label>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {records.map((cells, row) => (
            <tr key={row} className="h-6">
              {columns.map((_, index) => (
                <td
                  key={index}
                  title={cells[index] ?? ''}
                  className={`selectable max-w-96 truncate border-r border-b border-line px-2 ${index === urlColumn ? 'bg-accent-soft font-mono' : ''}`}
                >
                  {cells[index] ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function reasonOf(by: SourceInspection['urlColumnBy']): string {
  return by === null ? '' : REASONS[by];
}
