import { ContextMenu } from '../../ui/actions/context-menu';
import type { MenuEntry } from '../../ui/actions/menu';
import { useConnection } from '../../xapi/cache/connection-context';
import { useSelect } from '../../xapi/cache/hooks';
import type { ClassName } from '../../xapi/datamodel/ref';
import type { ObjectId } from '../navigation';
import { nameOf, OBJECT_CLASSES } from '../objects';
import type { Inventory } from '../objects';
import { menuEntries } from './menu-entries';
import { useMenuServerChecks } from './server-checks';
import { isOverPools, targetsOf } from './target';
import { texts } from './texts';
import { useRunCommand } from './use-run-command';

const whole = (inventory: Inventory): Inventory => inventory;
/** What a menu is about, and whether the pool answers. */
const CLASSES: readonly ClassName[] = [...OBJECT_CLASSES, 'session'];

export interface CommandContextMenuProps {
  /** What the menu is about, and where it opens; null while closed. */
  readonly about: {
    readonly ids: readonly ObjectId[];
    readonly point: { readonly x: number; readonly y: number };
  } | null;
  /** Entries of the place it opened in, below the commands. */
  readonly more?: readonly MenuEntry[];
  readonly onClose: () => void;
}

/** The commands for a selection as a context menu. */
export function CommandContextMenu({ about, more, onClose }: CommandContextMenuProps) {
  if (about === null) return <ContextMenu point={null} label={texts.menu} entries={[]} onClose={onClose} />;
  return <OpenMenu about={about} more={more ?? []} onClose={onClose} />;
}

function OpenMenu({
  about,
  more,
  onClose,
}: CommandContextMenuProps & { readonly about: NonNullable<CommandContextMenuProps['about']> }) {
  const connection = useConnection();
  // The menu follows the pool while it is open: a reason that has passed goes.
  const inventory = useSelect(CLASSES, whole);
  const run = useRunCommand();
  const { ids, point } = about;
  const targets = targetsOf(inventory, ids);
  const serverReasons = useMenuServerChecks(connection, inventory, targets, true);
  const own = more ?? [];
  const found = menuEntries({ inventory, ids, run, serverReasons });
  const isSilent = found.length === 0 && (own.length === 0 || isOverPools(ids));
  const commands = isSilent ? [nothingEntry(isOverPools(ids) ? texts.severalPools : texts.nothingFits)] : found;
  const entries =
    commands.length > 0 && own.length > 0
      ? [...commands, { kind: 'separator' as const, id: 'own' }, ...own]
      : [...commands, ...own];
  const [first] = ids;
  // Drives and connections have a name as a target, if none of their own.
  const name = ids.length === 1 && first ? (nameOf(inventory, first.class, first.ref) ?? targets[0]?.name ?? '') : '';
  const label =
    ids.length === 1 ? (name === '' ? texts.menu : texts.actionsFor(name)) : texts.actionsForMany(ids.length);
  return <ContextMenu point={point} label={label} entries={entries} onClose={onClose} />;
}

function nothingEntry(reason: string): MenuEntry {
  return { id: 'none', label: texts.menu, disabledReason: reason, onAction: () => undefined };
}
