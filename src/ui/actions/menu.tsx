import { Fragment } from 'react';
import type { ComponentProps, ReactNode } from 'react';
import { Check, ChevronRight } from 'lucide-react';
import { Header } from 'react-aria-components/Header';
import { Keyboard } from 'react-aria-components/Keyboard';
import { Menu as AriaMenu, MenuItem, MenuSection, SubmenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Separator } from 'react-aria-components/Separator';
import { Text } from 'react-aria-components/Text';
import { classNames } from '../class-names';
import { uiTexts } from '../texts';
import styles from './menu.module.css';

export interface MenuAction {
  kind?: 'action';
  id: string;
  label: string;
  icon?: ReactNode;
  /** As shown to people, e.g. "Ctrl+Shift+M". */
  shortcut?: string | undefined;
  /** Why it is not possible now: shown as a second line; the item stays reachable and does nothing. */
  disabledReason?: string | null | undefined;
  danger?: boolean | undefined;
  /** Shows a tick: the item is a choice that is on (or, when false, off). */
  checked?: boolean | undefined;
  onAction: () => void;
}

export interface MenuSubmenu {
  kind: 'submenu';
  id: string;
  label: string;
  icon?: ReactNode;
  disabledReason?: string | null | undefined;
  items: readonly MenuEntry[];
}

export interface MenuGroup {
  kind: 'group';
  id: string;
  label: string;
  items: readonly MenuEntry[];
}

export interface MenuLine {
  kind: 'separator';
  id: string;
}

/** One entry of a menu: an action (the default), a submenu, a titled group, or a line. */
export type MenuEntry = MenuAction | MenuSubmenu | MenuGroup | MenuLine;

function ItemBody(props: { entry: MenuAction | MenuSubmenu; reason: string | null }) {
  const { entry, reason } = props;
  const checked = entry.kind === 'submenu' ? undefined : entry.checked;
  return (
    <>
      <span className={styles['icon']} aria-hidden="true">
        {checked === true ? <Check /> : checked === false ? null : entry.icon}
      </span>
      <span className={styles['words']}>
        <Text slot="label" className={styles['label'] ?? ''}>
          {entry.label}
          {checked === undefined ? null : (
            <span className={styles['hidden']}>, {checked ? uiTexts.on : uiTexts.off}</span>
          )}
        </Text>
        {reason === null ? null : (
          <Text slot="description" className={styles['reason'] ?? ''}>
            {reason}
          </Text>
        )}
      </span>
      {entry.kind === 'submenu' ? (
        <ChevronRight className={styles['chevron']} aria-hidden="true" />
      ) : entry.shortcut === undefined ? null : (
        <Keyboard className={styles['shortcut'] ?? ''}>{entry.shortcut}</Keyboard>
      )}
    </>
  );
}

const renderReachable: NonNullable<ComponentProps<typeof MenuItem>['render']> = (domProps) => (
  <div {...(domProps as ComponentProps<'div'>)} aria-disabled="true" />
);

function renderAction(entry: MenuAction) {
  const reason = entry.disabledReason == null || entry.disabledReason === '' ? null : entry.disabledReason;
  return (
    <MenuItem
      key={entry.id}
      id={entry.id}
      textValue={entry.label}
      className={classNames(styles['item'], entry.danger && styles['danger'])}
      shouldCloseOnSelect={reason === null}
      onAction={reason === null ? entry.onAction : () => undefined}
      // React Aria leaves disabled items out of keyboard focus; these stay reachable so that the reason can be read.
      {...(reason === null ? {} : { render: renderReachable })}
    >
      <ItemBody entry={entry} reason={reason} />
    </MenuItem>
  );
}

type OnClose = (() => void) | undefined;

/** @param onClose closes the menu that it belongs to, where no trigger does that after a choice */
function renderSubmenu(entry: MenuSubmenu, onClose: OnClose) {
  const reason = entry.disabledReason == null || entry.disabledReason === '' ? null : entry.disabledReason;
  if (reason !== null) {
    return renderAction({
      id: entry.id,
      label: entry.label,
      icon: entry.icon,
      disabledReason: reason,
      onAction: () => undefined,
    });
  }
  return (
    <SubmenuTrigger key={entry.id} delay={120}>
      <MenuItem id={entry.id} textValue={entry.label} className={styles['item'] ?? ''}>
        <ItemBody entry={entry} reason={null} />
      </MenuItem>
      <Popover className={classNames(styles['popover'], styles['submenu'])} offset={-4} crossOffset={-5}>
        <AriaMenu className={styles['menu'] ?? ''} {...(onClose === undefined ? {} : { onClose })}>
          {entry.items.map((item) => renderEntry(item, onClose))}
        </AriaMenu>
      </Popover>
    </SubmenuTrigger>
  );
}

function renderEntry(entry: MenuEntry, onClose: OnClose): ReactNode {
  switch (entry.kind) {
    case 'separator':
      return <Separator key={entry.id} className={styles['separator'] ?? ''} />;
    case 'submenu':
      return <Fragment key={entry.id}>{renderSubmenu(entry, onClose)}</Fragment>;
    case 'group':
      return (
        <MenuSection key={entry.id} id={entry.id} className={styles['group'] ?? ''}>
          <Header className={styles['heading'] ?? ''}>{entry.label}</Header>
          {entry.items.map((item) => renderEntry(item, onClose))}
        </MenuSection>
      );
    default:
      return <Fragment key={entry.id}>{renderAction(entry)}</Fragment>;
  }
}

/** The list of entries alone; `MenuButton` and `ContextMenu` put it into a popover. */
export function MenuList({
  label,
  entries,
  onClose,
}: {
  label?: string;
  entries: readonly MenuEntry[];
  onClose?: () => void;
}) {
  return (
    <AriaMenu
      className={styles['menu'] ?? ''}
      autoFocus="first"
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(onClose === undefined ? {} : { onClose })}
    >
      {entries.map((entry) => renderEntry(entry, onClose))}
    </AriaMenu>
  );
}

/** Class of the floating frame around a menu or a list of choices. */
export const menuPopoverClass: string = styles['popover'] ?? '';
