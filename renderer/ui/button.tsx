/**
 * The one button. A disabled one stays reachable and says why, so it is `aria-disabled`
 * and not `disabled`: a control that cannot be focused cannot explain itself.
 */
import type { ComponentProps, ReactNode } from 'react';
import { Tooltip } from './tooltip.tsx';

type Look = 'primary' | 'secondary' | 'quiet' | 'danger';

interface Props extends Omit<ComponentProps<'button'>, 'disabled'> {
  readonly look?: Look;
  readonly icon?: ReactNode;
  readonly isSmall?: boolean;
  /** Why it cannot be pressed now; empty or absent: it can. */
  readonly disabledReason?: string;
  readonly tooltip?: string;
}

const LOOKS: Readonly<Record<Look, string>> = {
  primary:
    'bg-accent text-on-accent font-semibold hover:bg-accent-strong aria-disabled:border aria-disabled:border-line aria-disabled:bg-sunken aria-disabled:text-muted',
  secondary: 'bg-surface border border-line hover:bg-hover hover:border-edge aria-disabled:text-muted',
  quiet: 'text-muted hover:bg-hover hover:text-text',
  danger: 'bg-surface border border-line text-failed hover:bg-failed-soft hover:border-failed',
};

export function Button({
  look = 'secondary',
  icon,
  isSmall = false,
  disabledReason = '',
  tooltip = '',
  className = '',
  children,
  onClick,
  ...rest
}: Props) {
  const isDisabled = disabledReason !== '';
  return (
    <Tooltip text={isDisabled ? disabledReason : tooltip}>
      <button
        type="button"
        aria-disabled={isDisabled || undefined}
        onClick={isDisabled ? (event) => event.preventDefault() : onClick}
        className={`inline-flex shrink-0 items-center justify-center gap-1.5 rounded px-3 text-13 whitespace-nowrap transition-colors duration-120 ${LOOKS[look]} ${isSmall ? 'h-7' : 'h-8'} ${className}`}
        {...rest}
      >
        {icon}
        {children}
      </button>
    </Tooltip>
  );
}
