/** A short text on hover and focus. The trigger keeps its own accessible name. */
import { Tooltip as Radix } from 'radix-ui';
import type { ReactElement } from 'react';
import { useFloatContainer } from './float-container.ts';

interface Props {
  /** Empty: no tooltip. */
  readonly text: string;
  readonly children: ReactElement;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export function Tooltip({ text, children, side = 'top' }: Props) {
  const container = useFloatContainer();
  return (
    <Radix.Root {...(text === '' ? { open: false } : {})}>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal container={container}>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-50 max-w-72 rounded bg-text px-2 py-1 text-12 text-ground shadow-float"
        >
          {text}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = Radix.Provider;
