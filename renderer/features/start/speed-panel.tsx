/** How fast: a preset to begin with, the four limits to be exact. */
import { formatCount } from '../../../shared/format.ts';
import { KEEP_MODES, LIMIT_RANGES, type KeepMode } from '../../../shared/options.ts';
import { useStore } from 'zustand';
import { PRESET_NAMES, presetOf } from '../../state/start-options-store.ts';
import { useModel } from '../../state/use-app.ts';
import { LimitSlider } from '../../ui/limit-slider.tsx';

const PRESET_WORDS = {
  gentle: { label: 'Gentle', hint: 'Small or easily upset servers: one request a second each.' },
  balanced: { label: 'Balanced', hint: 'A good start for most lists.' },
  fast: { label: 'Fast', hint: 'High ceilings; each server still gets only what it bears.' },
  fixed: { label: 'Fixed', hint: 'The same for every server, whatever it answers. For your own.' },
} as const;

const KEEP_LABELS: Readonly<Record<KeepMode, string>> = { off: 'No', warc: 'WARC', files: 'Files' };
const KEEP_HINTS: Readonly<Record<KeepMode, string>> = {
  off: 'Only a few, to try columns on.',
  warc: 'In one file beside the run file, which archive tools read.',
  files: 'In a folder beside the run file, by host and hash.',
};

export function SpeedPanel() {
  const { startOptions } = useModel();
  const { limits, retries, adapt, keep } = useStore(startOptions.store);
  const chosen = presetOf(limits, adapt);

  return (
    <div className="panel flex flex-col gap-3 p-4 short:gap-1.5 short:px-4 short:py-2.5">
      <fieldset>
        <legend className="mb-2 text-14 font-semibold short:mb-1">How fast</legend>
        <div className="grid grid-cols-4 rounded border border-line bg-sunken p-0.5">
          {PRESET_NAMES.map((name) => (
            <label
              key={name}
              className="relative rounded py-1 text-center text-muted has-checked:bg-surface has-checked:font-semibold has-checked:text-text has-checked:outline has-checked:outline-line has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="preset"
                className="absolute inset-0 size-full opacity-0"
                checked={chosen === name}
                onChange={() => startOptions.applyPreset(name)}
              />
              {PRESET_WORDS[name].label}
            </label>
          ))}
        </div>
        <p className="mt-1.5 min-h-5 text-12 text-muted short:mt-1">
          {chosen === null ? 'Your own limits.' : PRESET_WORDS[chosen].hint}
        </p>
      </fieldset>
      <LimitSlider name="concurrency" value={limits.concurrency} onChange={startOptions.setLimit} />
      <LimitSlider name="perHost" value={limits.perHost} onChange={startOptions.setLimit} />
      <LimitSlider
        name="ratePerSecPerHost"
        value={limits.ratePerSecPerHost}
        onChange={startOptions.setLimit}
      />
      <LimitSlider name="timeoutTotalMs" value={limits.timeoutTotalMs} onChange={startOptions.setLimit} />
      <label className="flex items-center justify-between gap-3">
        <span>
          <span className="font-medium">Adapt to each server</span>
          <span className="block text-12 text-muted short:hidden">
            Start gently, find what it bears, and stay below it.
          </span>
        </span>
        <input
          type="checkbox"
          aria-label="Adapt to each server"
          checked={adapt}
          onChange={(event) => startOptions.setAdapt(event.currentTarget.checked)}
          className="size-4 accent-accent"
        />
      </label>
      <label className="flex items-baseline justify-between">
        <span className="font-medium">Further attempts</span>
        <input
          type="number"
          aria-label="Further attempts after the first"
          min={LIMIT_RANGES.retries.min}
          max={LIMIT_RANGES.retries.max}
          value={retries}
          onChange={(event) => {
            const count = event.currentTarget.valueAsNumber;
            if (count >= LIMIT_RANGES.retries.min && count <= LIMIT_RANGES.retries.max) {
              startOptions.setRetries(Math.round(count));
            }
          }}
          className="tabular w-12 rounded border border-line bg-transparent px-1 text-right font-semibold [&::-webkit-inner-spin-button]:appearance-none"
        />
      </label>
      <label className="flex items-center justify-between gap-3">
        <span>
          <span className="font-medium">Keep pages</span>
          <span className="block text-12 text-muted short:hidden">{KEEP_HINTS[keep]}</span>
        </span>
        <select
          aria-label="Keep pages"
          value={keep}
          onChange={(event) => {
            const mode = KEEP_MODES.find((one) => one === event.currentTarget.value);
            if (mode !== undefined) startOptions.setKeep(mode);
          }}
          className="rounded border border-line bg-surface px-1 py-0.5 font-semibold"
        >
          {KEEP_MODES.map((mode) => (
            <option key={mode} value={mode}>
              {KEEP_LABELS[mode]}
            </option>
          ))}
        </select>
      </label>
      <p className="text-12 text-muted short:hidden">
        The sliders can be moved while the run is going. At {formatCount(limits.concurrency)} at once and half
        a second an answer, at most {formatCount(limits.concurrency * 2)} pages a second.
      </p>
    </div>
  );
}
