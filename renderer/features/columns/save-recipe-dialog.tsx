/** The recipe's name and the hosts that it is offered for; kept here, or also as a file to share. */
import { useId, useState } from 'react';
import { useColumns, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { TextField } from '../../ui/text-field.tsx';

const NAME_MAX = 200;
const HOSTS_MAX = 100;
const PATTERN_MAX = 300;

export function SaveRecipeDialog({ onClose }: { readonly onClose: () => void }) {
  const { columns } = useModel();
  const draft = useColumns((state) => state.draft);
  const runHosts = useColumns((state) => state.hosts);
  const error = useColumns((state) => state.error);
  const [name, setName] = useState(draft.name);
  const [hosts, setHosts] = useState((draft.name === '' ? runHosts : draft.hosts).join('\n'));
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const patterns = hosts
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const problem = problemOf(name, patterns);

  async function save(isFile: boolean): Promise<void> {
    setBusy(true);
    const isSaved = await columns.save(name.trim(), patterns, isFile);
    setBusy(false);
    if (isSaved) onClose();
  }

  const reason = isBusy ? 'Saving' : problem;
  return (
    <Dialog title="Save the recipe" className="w-[480px]" onClose={onClose}>
      <form
        className="flex flex-col gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason === '') void save(false);
        }}
      >
        {error !== null && <Problem error={error} />}
        <TextField label="Name" value={name} autoFocus onChange={setName} />
        <div>
          <label htmlFor={id} className="block font-medium">
            Hosts, one a line
          </label>
          <textarea
            id={id}
            rows={4}
            value={hosts}
            spellCheck={false}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setHosts(event.currentTarget.value)}
            className="selectable mt-1 w-full rounded border border-edge bg-surface px-2 py-1 font-mono text-12"
          />
          <p id={`${id}-hint`} className="text-12 text-muted">
            It is offered for lists with one of them; * stands for any part, none is for all.
          </p>
        </div>
        <div className="flex justify-end gap-2">
          <Button disabledReason={reason} onClick={() => void save(true)}>
            Save as file…
          </Button>
          <Button look="primary" type="submit" disabledReason={reason}>
            Keep in Gleaner
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function problemOf(name: string, patterns: readonly string[]): string {
  if (name.trim() === '') return 'Give the recipe a name';
  if (name.trim().length > NAME_MAX) return 'The name is longer than 200 characters';
  if (patterns.length > HOSTS_MAX) return 'At most 100 hosts';
  return patterns.some((pattern) => pattern.length > PATTERN_MAX) ? 'One of the hosts is too long' : '';
}
