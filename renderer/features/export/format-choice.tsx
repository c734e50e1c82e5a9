/** The formats, each with what it is for. */
import { EXPORT_FORMAT_INFO, EXPORT_FORMATS } from '../../../shared/export.ts';
import { useExport, useModel } from '../../state/use-app.ts';
import { FORMAT_WORDS } from './export-formats.ts';

export function FormatChoice() {
  const { exporting } = useModel();
  const chosen = useExport((state) => state.format);
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 px-2 font-semibold">Format</legend>
      {EXPORT_FORMATS.map((format) => (
        <label
          key={format}
          className="flex items-start gap-2.5 rounded px-2 py-1.5 hover:bg-hover has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="format"
            className="mt-0.5 size-4 shrink-0 accent-accent"
            aria-label={EXPORT_FORMAT_INFO[format].name}
            aria-describedby={`export-format-${format}`}
            checked={chosen === format}
            onChange={() => exporting.setFormat(format)}
          />
          <span className="min-w-0">
            <span className="flex items-baseline gap-2">
              {EXPORT_FORMAT_INFO[format].name}
              <span className="text-12 text-muted">{EXPORT_FORMAT_INFO[format].endings[0]}</span>
            </span>
            <span id={`export-format-${format}`} className="block text-12 text-muted">
              {FORMAT_WORDS[format]}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
