import { useCallback, useState } from 'react';
import { EllipsisVertical } from 'lucide-react';
import { Button } from '../../ui/actions/button';
import { MenuButton } from '../../ui/actions/menu-button';
import { Toolbar } from '../../ui/actions/toolbar';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import type { ClassName } from '../../xapi/datamodel/ref';
import { usePools } from '../connections';
import type { ObjectId } from '../navigation';
import { row, useDerived } from '../objects';
import type { Inventory } from '../objects';
import { commandsFor, useCommandTable } from './command-table';
import type { OfferedCommand } from './command-table';
import { menuEntries } from './menu-entries';
import { useMenuServerChecks } from './server-checks';
import { shortcutText } from './shortcut-text';
import { isOverPools, targetsOf } from './target';
import { texts } from './texts';
import { vmIsBusy } from './vm-reasons';
import { useRunCommand } from './use-run-command';
import styles from './command-toolbar.module.css';

/** Classes that decide what can run and why not. */
export const COMMAND_CLASSES: readonly ClassName[] = [
  'VM',
  'host',
  'host_metrics',
  'SR',
  'PBD',
  'pool',
  'VBD',
  'VDI',
  'VIF',
  'network',
  'PIF',
  'VMSS',
  'PUSB',
  'PCI',
  'host_crashdump',
  // What the role of the session allows.
  'session',
  'role',
];

/**
 * The force pair takes the place of the clean one while the guest cannot do that (XenCenter's habit). During an
 * operation the buttons stay as they are: what comes and goes under the pointer is pressed by mistake.
 */
const FORCED: Readonly<Record<string, string>> = { 'vm.shutdown': 'vm.forceShutdown', 'vm.reboot': 'vm.forceReboot' };

/** The most used commands for a selection as buttons, all of them in the menu at the end. */
export function CommandToolbar({ ids, label }: { readonly ids: readonly ObjectId[]; readonly label: string }) {
  const connection = useConnection();
  const run = useRunCommand();
  const table = useCommandTable();
  // What the commands about connections say follows the list of pools, which is in no inventory.
  const pools = usePools();
  const select = useCallback(
    (inventory: Inventory) => {
      void pools;
      return commandsFor(inventory, targetsOf(inventory, ids), table);
    },
    [ids, table, pools],
  );
  const offered = useDerived(COMMAND_CLASSES, select, sameOffers);
  const busy = useCallback((inventory: Inventory) => isBusyNow(inventory, ids), [ids]);
  const buttons = buttonsOf(offered, useDerived(COMMAND_CLASSES, busy)).filter(
    ({ command }) => ids.length === 1 || !command.single,
  );
  const [isOpen, setOpen] = useState(false);
  const inventory = readInventory(connection);
  const serverReasons = useMenuServerChecks(connection, inventory, targetsOf(inventory, ids), isOpen);
  if (offered.length === 0)
    return isOverPools(ids) ? <span className={styles['words']}>{texts.severalPools}</span> : null;
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
        entries={menuEntries({ inventory, ids, run, serverReasons })}
        placement="bottom end"
        onOpenChange={setOpen}
      />
    </Toolbar>
  );
}

function buttonsOf(offered: readonly OfferedCommand[], isBusy: boolean): readonly OfferedCommand[] {
  return offered
    .filter(({ command }) => command.button)
    .map((clean) => {
      if (clean.disabledReason === null || isBusy) return clean;
      const forced = offered.find(({ command }) => command.id === FORCED[clean.command.id]);
      return forced?.disabledReason === null ? forced : clean;
    });
}

function isBusyNow(inventory: Inventory, ids: readonly ObjectId[]): boolean {
  return ids.some((id) => id.class === 'VM' && vmIsBusy(row(inventory, 'VM', id.ref)));
}

function sameOffers(a: readonly OfferedCommand[], b: readonly OfferedCommand[]): boolean {
  return (
    a.length === b.length &&
    a.every((offer, index) => offer.command === b[index]?.command && offer.disabledReason === b[index]?.disabledReason)
  );
}
