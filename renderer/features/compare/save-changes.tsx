/** Writes what the filter shows as a file of a chosen format. */
import { Download } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { use } from 'react';
import { EXPORT_FORMAT_INFO, EXPORT_FORMATS } from '../../../shared/export.ts';
import { formatCount } from '../../../shared/format.ts';
import { useCompare, useModel } from '../../state/use-app.ts';
import { Button } from '../../ui/button.tsx';
import { FloatContainerContext } from '../../ui/float-container.ts';

export function SaveChanges() {
  const { compare } = useModel();
  const saving = useCompare((state) => state.saving);
  const count = useCompare((state) => state.count);
  const container = use(FloatContainerContext);
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
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button
          icon={<Download aria-hidden className="size-4" />}
          disabledReason={count === 0 ? 'There is nothing to save' : ''}
        >
          Save changes…
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal container={container}>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-20 min-w-44 rounded border border-line bg-surface p-1 shadow-float"
        >
          {EXPORT_FORMATS.map((format) => (
            <DropdownMenu.Item
              key={format}
              onSelect={() => void compare.save(format)}
              className="flex h-7 items-center gap-3 rounded px-2 outline-none data-[highlighted]:bg-hover"
            >
              {EXPORT_FORMAT_INFO[format].name}
              <span className="ml-auto text-12 text-muted">{EXPORT_FORMAT_INFO[format].endings[0]}</span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
