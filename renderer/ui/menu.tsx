/** A menu that a button opens, in the look of this window. */
import { DropdownMenu as Menu } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { useFloatContainer } from './float-container.ts';

/** For a trigger that is an icon; it brings its own size. */
export const MENU_ICON =
  'grid shrink-0 place-items-center rounded text-muted outline-offset-[-2px] hover:bg-hover hover:text-text data-[state=open]:bg-hover';

export const MenuTrigger = Menu.Trigger;

export function MenuRoot(props: Omit<ComponentProps<typeof Menu.Root>, 'modal'>) {
  // Modal, it would put a style sheet into the page to stop scrolling, which the page's policy forbids.
  return <Menu.Root {...props} modal={false} />;
}

export function MenuPanel({ children }: { readonly children: ReactNode }) {
  return (
    <Menu.Portal container={useFloatContainer()}>
      <Menu.Content
        align="end"
        sideOffset={2}
        collisionPadding={8}
        className="z-50 min-w-44 rounded border border-line bg-surface p-1 shadow-float"
        // React hands events of what floats to the row that it belongs to.
        onClick={(event) => event.stopPropagation()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {children}
      </Menu.Content>
    </Menu.Portal>
  );
}

interface MenuItemProps {
  readonly isDisabled?: boolean;
  /** It opens a dialog, which waits until the menu has given the focus back, or it would lose it again. */
  readonly opensDialog?: boolean;
  readonly children: ReactNode;
  onSelect(): void;
}

export function MenuItem({ isDisabled = false, opensDialog = false, children, onSelect }: MenuItemProps) {
  return (
    <Menu.Item
      className="tabular flex h-7 items-center rounded px-2 outline-none data-[disabled]:text-muted data-[highlighted]:bg-accent-soft"
      disabled={isDisabled}
      onSelect={() => {
        if (opensDialog) setTimeout(onSelect);
        else onSelect();
      }}
    >
      {children}
    </Menu.Item>
  );
}

export function MenuSeparator() {
  return <Menu.Separator className="my-1 h-px bg-line" />;
}
