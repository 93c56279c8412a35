import type { ReactNode } from 'react';
import { ChevronDown } from 'lucide-react';
import { MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Button, IconButton } from './button';
import type { ButtonVariant } from './button';
import { rememberFocus } from '../overlays/focus-place';
import { MenuList, menuPopoverClass } from './menu';
import type { MenuEntry } from './menu';
import type { Placement } from '../placement';

export interface MenuButtonProps {
  /** The text of the button, or with `icon` and `iconOnly` its name and tooltip. */
  label: string;
  entries: readonly MenuEntry[];
  icon?: ReactNode;
  iconOnly?: boolean;
  variant?: ButtonVariant;
  size?: 'normal' | 'small';
  disabledReason?: string | null;
  placement?: Placement;
  className?: string;
  /** Told when the menu opens and closes. */
  onOpenChange?: (isOpen: boolean) => void;
}

/** A button that opens a menu below it: `<MenuButton label="VM" entries={entries} />`. */
export function MenuButton(props: MenuButtonProps) {
  const {
    label,
    entries,
    icon,
    iconOnly,
    variant,
    size,
    disabledReason,
    placement = 'bottom start',
    className,
    onOpenChange,
  } = props;
  const shared = { variant: variant ?? ('quiet' as const), size, disabledReason, className };
  const trigger =
    iconOnly === true ? (
      <IconButton {...shared} label={label} icon={icon} />
    ) : (
      <Button {...shared} icon={icon}>
        {label}
        <ChevronDown size={14} aria-hidden="true" style={{ verticalAlign: '-2px', marginInlineStart: 4 }} />
      </Button>
    );
  if (disabledReason != null && disabledReason !== '') return trigger;
  return (
    <MenuTrigger
      onOpenChange={(isOpen) => {
        if (isOpen) rememberFocus(document.activeElement);
        onOpenChange?.(isOpen);
      }}
    >
      {trigger}
      <Popover placement={placement} offset={4} className={menuPopoverClass}>
        <MenuList entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}
