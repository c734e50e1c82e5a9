/** What a page may cost, and the way out to the network. */
import { useState } from 'react';
import type { RobotsMode } from '../../../shared/options.ts';
import { useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { Quantity } from './pause-settings.tsx';
import { useSettings, useSettingsProblems } from './use-settings.ts';

export function NetworkSettings() {
  const { settings } = useModel();
  const proxy = useSettings((state) => state.draft.texts.proxy);
  const proxyError = useSettings((state) => state.proxyError);
  const problem = useSettingsProblems().texts.proxy;
  return (
    <div className="flex max-w-[640px] flex-col gap-6 p-5">
      <section>
        <h3 className="font-semibold">Answers that drip</h3>
        <p className="mb-2 text-muted">
          An answer that brings less than this ends as “The answer came too slowly”. 0 switches it off.
        </p>
        <div className="grid grid-cols-3 gap-4">
          <Quantity name="minSpeedBytesPerSec" />
          <Quantity name="minSpeedWindowMs" />
        </div>
      </section>
      <section>
        <h3 className="font-semibold">Large pages</h3>
        <p className="mb-2 text-muted">
          A page that is larger when unpacked ends as “The page is larger than your limit”.
        </p>
        <div className="grid grid-cols-3 gap-4">
          <Quantity name="maxBodyBytes" />
        </div>
      </section>
      <section>
        <h3 className="font-semibold">Proxy</h3>
        <p className="mb-2 text-muted">
          Everything is fetched through it. When it does not work, the run waits and no row pays for it.
        </p>
        <TextField
          label="Address"
          value={proxy}
          placeholder="none"
          hint="Such as http://proxy.example:3128 or http://user:password@proxy.example:3128"
          problem={proxyError === '' ? problem : proxyError}
          onChange={(text) => settings.setText('proxy', text)}
        />
      </section>
      <RobotsChoice />
      <HostMemory />
    </div>
  );
}

const ROBOTS_CHOICES = [
  ['off', 'Ignore', 'It is not read.'],
  ['warn', 'Warn', 'Everything is fetched; rows that it asks not to fetch are counted.'],
  ['obey', 'Obey', 'Such rows are skipped, and a host is asked no faster than it wants.'],
] as const satisfies readonly (readonly [RobotsMode, string, string])[];

function RobotsChoice() {
  const { settings } = useModel();
  const chosen = useSettings((state) => state.draft.robots);
  return (
    <fieldset>
      <legend className="font-semibold">robots.txt</legend>
      <p className="mb-2 text-muted">What the owners of a host ask of programs that fetch many pages.</p>
      <div className="flex flex-col gap-1.5">
        {ROBOTS_CHOICES.map(([mode, label, explanation]) => (
          <label key={mode} className="flex items-start gap-2.5">
            <input
              type="radio"
              name="robots"
              aria-label={label}
              aria-describedby={`robots-${mode}`}
              className="mt-0.5 size-4 shrink-0 accent-accent"
              checked={chosen === mode}
              onChange={() => settings.setRobots(mode)}
            />
            <span>
              {label}
              <span id={`robots-${mode}`} className="ml-2 text-muted">
                {explanation}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function HostMemory() {
  const { settings } = useModel();
  const [said, setSaid] = useState('');
  return (
    <section>
      <h3 className="font-semibold">What hosts bore</h3>
      <p className="mb-2 text-muted">
        For 90 days it is remembered how fast each host could be asked, so that the next run need not find out
        again.
      </p>
      <div className="flex items-center gap-3">
        <Button isSmall onClick={() => void settings.forgetHosts().then(setSaid)}>
          Forget what hosts bore
        </Button>
        <p role="status" className="min-w-0 flex-1 text-muted">
          {said}
        </p>
      </div>
    </section>
  );
}
