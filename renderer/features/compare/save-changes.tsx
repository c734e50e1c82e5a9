/** Writes what the filter shows as a file of a chosen format. */
import { Download } from 'lucide-react';
import { EXPORT_FORMAT_INFO, TABLE_FORMATS } from '../../../shared/export.ts';
import { formatCount } from '../../../shared/format.ts';
import { useCompare, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { MenuItem, MenuPanel, MenuRoot, MenuTrigger } from '../../ui/menu.tsx';

export function SaveChanges() {
  const { compare } = useModel();
  const saving = useCompare((state) => state.saving);
  const count = useCompare((state) => state.count);
  if (saving !== null) {
    const done = saving.progress === null ? '' : ` ${formatCount(saving.progress.rowsDone)} rows`;
    return (
      <span className="flex shrink-0 items-center gap-2">
        <span role="status" className="tabular text-12 text-muted">
          Saving{done}
        </span>
        <Button onClick={compare.cancelSaving}>Cancel</Button>
      </span>
    );
  }
  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Button
          icon={<Download aria-hidden className="size-4" />}
          disabledReason={count === 0 ? 'There is nothing to save' : ''}
        >
          Save changes…
        </Button>
      </MenuTrigger>
      <MenuPanel>
        {TABLE_FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => void compare.save(format)}>
            {EXPORT_FORMAT_INFO[format].name}
            <span className="ml-auto pl-4 text-12 text-muted">{EXPORT_FORMAT_INFO[format].endings[0]}</span>
          </MenuItem>
        ))}
      </MenuPanel>
    </MenuRoot>
  );
}
