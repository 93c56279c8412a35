import { useCallback } from 'react';
import { EllipsisVertical } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { MenuButton } from '../../ui/actions/menu-button';
import { Toolbar } from '../../ui/actions/toolbar';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import { useDerived } from '../objects';
import type { Inventory } from '../objects';
import { commandsFor, targetsOf } from './command-table';
import type { OfferedCommand } from './command-table';
import { menuEntries } from './menu-entries';
import { shortcutText } from './shortcut-text';
import { texts } from './texts';
import { useRunCommand } from './use-run-command';
import styles from './command-toolbar.module.css';

/** Classes that decide what can run and why not. */
const CLASSES: readonly ClassName[] = ['VM', 'host', 'host_metrics', 'SR', 'PBD', 'pool'];

/** Commands with a button of their own, besides those that the present state calls for. */
const ON_TOOLBAR: ReadonlySet<string> = new Set([
  'vm.start',
  'vm.resume',
  'vm.unpause',
  'vm.shutdown',
  'vm.reboot',
  'vm.suspend',
  'vm.snapshot',
  'vm.create',
  'snapshot.revert',
]);

/** The force pair takes the place of the clean one when that is not possible (XenCenter's habit). */
const FORCED: Readonly<Record<string, string>> = { 'vm.forceShutdown': 'vm.shutdown', 'vm.forceReboot': 'vm.reboot' };

/** The most used commands for a selection as buttons, all of them in the menu at the end. */
export function CommandToolbar({ ids, label }: { readonly ids: readonly ObjectId[]; readonly label: string }) {
  const connection = useConnection();
  const run = useRunCommand();
  const select = useCallback((inventory: Inventory) => commandsFor(inventory, targetsOf(inventory, ids)), [ids]);
  const offered = useDerived(CLASSES, select, sameOffers);
  const buttons = offered.filter(({ command }) => hasButton(command.id, offered));
  if (offered.length === 0) return null;
  return (
    <Toolbar label={label} className={styles['toolbar'] ?? ''}>
      {buttons.map(({ command, disabledReason }) => (
        <Button
          key={command.id}
          size="small"
          variant="quiet"
          icon={<command.icon size={16} />}
          disabledReason={disabledReason}
          tooltip={command.shortcut === undefined ? undefined : shortcutText(command.shortcut)}
          onPress={() => run(command, ids)}
        >
          {command.label}
        </Button>
      ))}
      <MenuButton
        label={texts.menu}
        icon={<EllipsisVertical size={16} />}
        iconOnly
        size="small"
        entries={menuEntries({ inventory: readInventory(connection), ids, run })}
        placement="bottom end"
      />
    </Toolbar>
  );
}

function hasButton(id: string, offered: readonly OfferedCommand[]): boolean {
  const clean = FORCED[id];
  if (clean === undefined) return ON_TOOLBAR.has(id);
  return offered.some(({ command, disabledReason }) => command.id === clean && disabledReason !== null);
}

function sameOffers(a: readonly OfferedCommand[], b: readonly OfferedCommand[]): boolean {
  return (
    a.length === b.length &&
    a.every((offer, index) => offer.command === b[index]?.command && offer.disabledReason === b[index]?.disabledReason)
  );
}
