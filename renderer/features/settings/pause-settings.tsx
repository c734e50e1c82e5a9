/** When Gleaner stops by itself and asks: failures that take over, and block pages. */
import type { ReactNode } from 'react';
import { QUANTITIES } from '../../state/quantity-field.ts';
import type { SettingQuantity, SettingSwitch } from '../../state/settings-draft.ts';
import { useModel } from '../../state/use-app.ts';
import { TextField } from '../../ui/text-field.tsx';
import { useSettings, useSettingsProblems } from './use-settings.ts';

export function PauseSettings() {
  const isOn = useSettings((state) => state.draft.switches.autoPause);
  return (
    <div className="flex max-w-[640px] flex-col gap-6 p-5">
      <Switch name="autoPause" label="Pause when failures take over">
        Going on when nearly everything fails wastes the night and annoys the server. The host, or the whole
        run, pauses and says why. Pages that do not exist and hosts that asked for a pause are not counted.
      </Switch>
      <div className="-mt-3 grid grid-cols-3 gap-4 pl-6.5">
        <Quantity name="failedPercent" isDisabled={!isOn} hint="Pauses from this share on" />
        <Quantity name="hostAnswers" isDisabled={!isOn} hint="Looked at to pause a host" />
        <Quantity name="runAnswers" isDisabled={!isOn} hint="Looked at to pause the run" />
      </div>
      <Switch name="softBlocks" label="Look for block pages">
        When one page comes in place of many, or a page reads like a block or captcha page, its rows end as “A
        block page came instead of the page”, the host pauses, and you see a sample of it.
      </Switch>
    </div>
  );
}

interface SwitchProps {
  readonly name: SettingSwitch;
  readonly label: string;
  readonly children: ReactNode;
}

function Switch({ name, label, children }: SwitchProps) {
  const { settings } = useModel();
  const isOn = useSettings((state) => state.draft.switches[name]);
  return (
    <label className="flex items-start gap-2.5">
      <input
        type="checkbox"
        aria-label={label}
        aria-describedby={`switch-${name}`}
        className="mt-0.5 size-4 shrink-0 accent-accent"
        checked={isOn}
        onChange={(event) => settings.setSwitch(name, event.currentTarget.checked)}
      />
      <span>
        <span className="block font-semibold">{label}</span>
        <span id={`switch-${name}`} className="block text-muted">
          {children}
        </span>
      </span>
    </label>
  );
}

interface QuantityProps {
  readonly name: SettingQuantity;
  readonly hint?: string;
  readonly isDisabled?: boolean;
}

export function Quantity({ name, hint = '', isDisabled = false }: QuantityProps) {
  const { settings } = useModel();
  const value = useSettings((state) => state.draft.texts[name]);
  const problem = useSettingsProblems().texts[name];
  const { label, unit } = QUANTITIES[name];
  return (
    <TextField
      label={label}
      unit={unit}
      inputMode="decimal"
      value={value}
      hint={hint}
      problem={problem}
      disabled={isDisabled}
      onChange={(text) => settings.setText(name, text)}
    />
  );
}
