/** What a page may cost, and the way out to the network. */
import { useModel } from '../../state/use-app.ts';
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
    </div>
  );
}
