import type { MenuAction, MenuEntry, MenuSubmenu } from '../../ui/actions/menu';
import type { ObjectId } from '../navigation';
import { objectTexts, poolOfAlone } from '../objects';
import type { Inventory } from '../objects';
import { UserRoundCog } from 'lucide-react';
import type { Choice, Command, CommandGroup, PoolCommand, Target } from './command';
import { commandsFor } from './command-table';
import type { OfferedCommand } from './command-table';
import { isOffered, needsOther, planFor } from './plan';
import { shortcutText } from './shortcut-text';
import { MAX_SERVERS_IN_MENU, SERVER_FIELD, serverChoices } from './table/placement';
import { targetsOf } from './target';
import { texts } from './texts';
import type { RunCommand } from './use-run-command';

/** In this order, whichever feature a command came with; what removes things stands last. */
const GROUPS: readonly CommandGroup[] = [
  'power',
  'force',
  'place',
  'create',
  'snapshot',
  'device',
  'edit',
  'file',
  'share',
  'connection',
  'remove',
];

/** What is set often; everything else that is set folds away where it is much. */
const FRONT = new Set([
  'object.properties',
  'object.rename',
  'object.tags',
  'host.makeCoordinator',
  'host.licence',
  'pool.licences',
  'pool.enableHa',
  'pool.disableHa',
  'pool.addUsers',
  'pool.installUpdates',
  'pool.synchroniseUpdates',
]);
const MOST_SETTINGS = 5;

/** Of a menu about objects of several kinds: these groups fold away, or it would be longer than a screen. */
const FOLDED = ['create', 'device', 'edit', 'file', 'share'] as const;

export interface MenuSource {
  readonly inventory: Inventory;
  readonly ids: readonly ObjectId[];
  readonly run: RunCommand;
  /** What the pool said about servers; see `useMenuServerChecks`. */
  readonly serverReasons?: ReadonlyMap<string, string | null>;
}

/**
 * The commands for a selection as entries of a menu, in groups with lines between. What is for one object alone is not
 * for several, whatever their state (XenCenter's menus follow the shape of the selection).
 */
export function menuEntries(source: MenuSource): readonly MenuEntry[] {
  const targets = targetsOf(source.inventory, source.ids);
  const isMixed = targets.some(({ kind }) => kind !== targets[0]?.kind);
  const groups = new Map<CommandGroup, MenuEntry[]>();
  for (const offered of commandsFor(source.inventory, targets)) {
    if (isMixed && offered.disabledReason !== null) continue;
    if (targets.length > 1 && offered.command.single) continue;
    const { group } = offered.command;
    const entries = groups.get(group) ?? [];
    const entry = entryOf(offered, source);
    const { runs } = isMixed ? planFor(offered.command, source.inventory, targets) : { runs: targets };
    const label = texts.ofSome(offered.command.label, countOf(runs));
    entries.push(runs.length === targets.length ? entry : { ...entry, label });
    groups.set(group, entries);
  }
  for (const group of FOLDED) {
    const items = groups.get(group);
    if (items && (group === 'share' || (isMixed && items.length > 2)))
      groups.set(group, [{ kind: 'submenu', id: group, label: texts.groupMenus[group], items }]);
  }
  if (!isMixed) foldSettings(groups);
  const alone = poolMenu(source, targets);
  const other = otherMenu(source, targets);
  const ordered = GROUPS.map((group) => groups.get(group)).filter((entries) => entries !== undefined);
  return [...ordered, alone, other]
    .filter((entries) => entries.length > 0)
    .flatMap((entries, index) =>
      index === 0 ? entries : [{ kind: 'separator' as const, id: `line ${index}` }, ...entries],
    );
}

/** A VM has a dozen commands that set one thing each: they stand behind those that are used every day. */
function foldSettings(groups: Map<CommandGroup, MenuEntry[]>): void {
  const entries = groups.get('edit') ?? [];
  const front = entries.filter((entry) => 'id' in entry && FRONT.has(entry.id));
  const items = entries.filter((entry) => !front.includes(entry));
  if (items.length <= MOST_SETTINGS) return;
  groups.set('edit', [...front, { kind: 'submenu', id: 'settings', label: texts.settingsMenu, items }]);
}

/** "2 servers": reboots of machines and of servers stand in one menu. */
function countOf(runs: readonly Target[]): string {
  const [first] = runs;
  const isOne = first !== undefined && runs.every(({ kind }) => kind === first.kind);
  const kinds = runs.length === 1 ? objectTexts.kinds : objectTexts.kindsPlural;
  const names: Partial<Record<Target['kind'], string>> = kinds;
  const what = isOne ? names[first.kind]?.replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase()) : undefined;
  return what === undefined ? String(runs.length) : `${runs.length} ${what}`;
}

/** What is there for the pool of a server that stands alone: it has no row of its own to open a menu on. */
function poolMenu(source: MenuSource, targets: readonly Target[]): readonly MenuEntry[] {
  const { inventory, ids } = source;
  const pool = poolOfAlone(inventory, ids[0]);
  if (pool === null || ids.length > 1) return [];
  const about = { ...source, ids: [pool] };
  const items = commandsFor(inventory, targetsOf(inventory, about.ids)).flatMap((offered) =>
    offered.command.type === 'local' || isOffered(offered.command, inventory, targets) ? [] : entryOf(offered, about),
  );
  return items.length === 0 ? [] : [{ kind: 'submenu', id: 'pool', label: texts.poolMenu, items }];
}

/** What the own role does not allow and another account's may. */
function otherMenu(source: MenuSource, targets: readonly Target[]): readonly MenuEntry[] {
  const items = commandsFor(source.inventory, targets).flatMap(({ command }): MenuAction[] => {
    if (command.type === 'local') return [];
    if (!needsOther(command, source.inventory, targets)) return [];
    return [
      {
        id: `as other ${command.id}`,
        label: command.label,
        icon: <command.icon size={16} />,
        danger: command.danger,
        onAction: () => source.run(command, source.ids, undefined, 'by other'),
      },
    ];
  });
  if (items.length === 0) return [];
  return [{ kind: 'submenu', id: 'as other', label: texts.otherMenu, icon: <UserRoundCog size={16} />, items }];
}

function entryOf({ command, reason }: OfferedCommand, source: MenuSource): MenuAction | MenuSubmenu {
  const servers = command.group === 'place' && command.type === 'pool' ? serversFor(command, source) : null;
  if (servers && reason === null) return serverMenu(command, servers, source);
  return {
    id: command.id,
    label: command.group === 'place' ? texts.withEllipsis(command.label) : command.label,
    icon: <command.icon size={16} />,
    shortcut: command.shortcut === undefined ? undefined : shortcutText(command.shortcut),
    disabledReason: reason,
    danger: command.danger,
    onAction: () => source.run(command, source.ids),
  };
}

function serversFor(command: PoolCommand, { inventory, ids }: MenuSource): readonly Choice[] | null {
  const choices = serverChoices(inventory, targetsOf(inventory, ids));
  return command.fields && choices.length > 0 && choices.length <= MAX_SERVERS_IN_MENU ? choices : null;
}

function serverMenu(command: Command, servers: readonly Choice[], source: MenuSource): MenuSubmenu {
  const items = servers.map((server): MenuAction => {
    const asked = source.serverReasons?.get(server.key);
    return {
      id: `${command.id} ${server.key}`,
      label: server.detail === '' ? server.label : texts.serverWithDetail(server.label, server.detail),
      disabledReason: server.reason ?? asked ?? null,
      onAction: () => source.run(command, source.ids, { [SERVER_FIELD]: server.key }),
    };
  });
  return { kind: 'submenu', id: command.id, label: command.label, icon: <command.icon size={16} />, items };
}
