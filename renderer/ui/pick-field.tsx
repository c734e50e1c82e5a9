/** One of several, in a line with its label; the platform's own list. */
interface Props {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, words: string])[];
  onPick(value: string): void;
}

export function PickField({ label, value, options, onPick }: Props) {
  return (
    <label className="flex h-7 items-center gap-1.5">
      <span className="text-muted">{label}</span>
      <select
        value={value}
        onChange={(event) => onPick(event.currentTarget.value)}
        className="h-7 max-w-56 rounded border border-line bg-surface px-1.5 text-13 text-text hover:border-edge"
      >
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}
