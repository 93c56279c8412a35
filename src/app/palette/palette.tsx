import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react';
import { commandsFor, targetsOf, useRunCommand } from '../../features/commands';
import type { OfferedCommand } from '../../features/commands';
import { usePools } from '../../features/connections';
import type { PoolEntry } from '../../features/connections';
import { objectKey, useNavigation } from '../../features/navigation';
import type { ObjectId } from '../../features/navigation';
import { glyphOf, kindOf, nameOf, objectTexts, only, poolOfAlone, row, statusOf } from '../../features/objects';
import type { Inventory, ObjectRowClass } from '../../features/objects';
import { ObjectGlyph } from '../../ui/glyphs/object-glyph';
import { readInventory } from '../../xapi/cache/cache';
import { useConnection } from '../../xapi/cache/connection-context';
import { focusWorkspace } from '../layout/focus-workspace';
import type { ShellCommand } from '../shell-commands';
import { texts } from '../texts';
import { PaletteOverPools } from './palette-over-pools';
import { mergeRanked, paletteCommand, rankCommands } from './palette-item';
import type { PaletteCommand, PaletteItem, PaletteSection } from './palette-item';
import { PaletteView } from './palette-view';
import { recentObjects } from './recent-objects';
import { joinKeywords } from './search-index';
import { synonymsOf } from './synonyms';
import { useLanguage } from './use-language';

const MOST_ROWS = 50;
const MOST_COMMANDS_AT_START = 8;

/** Commands of the selection are what a person most likely means by a verb. */
const SELECTION_WEIGHT = 60;
const SHELL_WEIGHT = 10;
/** Behind what is about the console itself, for words that fit both: "add server". */
const POOL_WEIGHT = -100;

function whereabouts(inventory: Inventory, id: ObjectId): string {
  if (id.class !== 'VM') return '';
  const vm = row(inventory, 'VM', id.ref);
  return vm === undefined ? '' : (nameOf(inventory, 'host', vm.resident_on) ?? '');
}

/** @param pool Its name, where there are several. */
function detailOf(inventory: Inventory, id: ObjectId, pool: string | undefined): string {
  const kind = kindOf(inventory, id.class, id.ref);
  if (kind === null) return '';
  const status = statusOf(inventory, kind, id.ref);
  return [objectTexts.kinds[kind], status?.label ?? '', whereabouts(inventory, id), pool ?? '']
    .filter((part) => part !== '')
    .join(' · ');
}

function nameIn(pools: readonly PoolEntry[], id: ObjectId): string | undefined {
  const pool = pools.find((each) => each.id === id.connection);
  return pool && nameOf(readInventory(pool.connection), id.class, id.ref);
}

function shellItem(command: ShellCommand): PaletteItem {
  const Icon = command.icon;
  return {
    key: command.id,
    label: command.label,
    detail: command.group === 'go' ? texts.palette.goTo : texts.cheatSheet.groups[command.group],
    icon: <Icon size={16} />,
    shortcut: command.shortcut ?? null,
    disabledReason: command.disabledReason ?? null,
    href: null,
    run: command.run,
  };
}

/** Below a heading that says it already. */
function undetailed(item: PaletteItem): PaletteItem {
  return { ...item, detail: '' };
}

export interface PaletteProps {
  readonly shellCommands: readonly ShellCommand[];
  readonly onClose: () => void;
}

/** Finds objects and commands by a few letters, and runs the chosen one. */
export function Palette({ shellCommands, onClose }: PaletteProps) {
  const runCommand = useRunCommand();
  const connection = useConnection();
  const pools = usePools();
  const { state, navigate, href } = useNavigation();
  const index = useMemo(() => new PaletteOverPools(pools), [pools]);
  useEffect(() => index.use(), [index]);
  const version = useSyncExternalStore(
    useCallback((changed: () => void) => index.onChange(changed), [index]),
    () => index.version,
  );

  const targets = useMemo(() => targetsOf(readInventory(connection), state.selection), [connection, state.selection]);

  const toCommands = useCallback(
    (ids: readonly ObjectId[], about: string, offered: readonly OfferedCommand[], weight: number) =>
      offered.map(({ command, disabledReason }): PaletteCommand => {
        const Icon = command.icon;
        const item: PaletteItem = {
          key: `command-${command.id}`,
          label: command.label,
          detail: about,
          icon: <Icon size={16} />,
          shortcut: command.shortcut ?? null,
          disabledReason,
          href: null,
          run: () => runCommand(command, ids),
        };
        return paletteCommand(item, joinKeywords([about, ...synonymsOf(command.id)]), weight);
      }),
    [runCommand],
  );

  const [selectionCommands, poolCommands] = useMemo(() => {
    const [first] = targets;
    const inventory = readInventory(connection);
    const own = commandsFor(inventory, targets);
    const [ref] = only(inventory, 'pool') ?? [];
    const ids = ref === undefined ? [] : [{ connection: connection.id, class: 'pool', ref } as const];
    const [pool] = targetsOf(inventory, ids);
    const ofPool =
      pool === undefined
        ? []
        : commandsFor(inventory, [pool]).filter(
            ({ command }) => command.type === 'pool' && !own.some((each) => each.command === command),
          );
    const about = targets.length === 1 ? (first?.name ?? '') : texts.palette.forMany(targets.length);
    const selected = toCommands(state.selection, about, own, SELECTION_WEIGHT);
    // A server that stands alone answers for its pool, which has no row that could be selected.
    const isAlone = targets.length === 1 && poolOfAlone(inventory, first?.id) !== null;
    if (isAlone) return [[...selected, ...toCommands(ids, about, ofPool, SELECTION_WEIGHT)], []];
    return [selected, toCommands(ids, pool?.name ?? '', ofPool, POOL_WEIGHT)];
  }, [connection, targets, state.selection, toCommands]);

  const frameCommands = useMemo(
    () => shellCommands.map((command) => paletteCommand(shellItem(command), command.keywords, SHELL_WEIGHT)),
    [shellCommands],
  );

  const objectItem = useCallback(
    (id: ObjectId, label: string): PaletteItem => {
      const pool = pools.find((each) => each.id === id.connection);
      const inventory: Inventory = pool === undefined ? {} : readInventory(pool.connection);
      const kind = kindOf(inventory, id.class, id.ref);
      const glyph = kind === null ? undefined : glyphOf(inventory, kind, id.ref);
      const patch = {
        selection: [id],
        tab: null,
        ...(state.view === 'notifications' && { view: 'infrastructure' as const }),
      };
      return {
        key: objectKey(id),
        label,
        detail: detailOf(inventory, id, pools.length > 1 ? pool?.name : undefined),
        icon: glyph === undefined ? null : <ObjectGlyph {...glyph} label={undefined} />,
        shortcut: null,
        disabledReason: null,
        href: href(patch),
        run: () => {
          navigate(patch);
          focusWorkspace();
        },
      };
    },
    [pools, href, navigate, state.view],
  );

  const atStart = useCallback((): readonly PaletteSection[] => {
    const [first] = targets;
    const able = selectionCommands.filter(({ item }) => item.disabledReason === null);
    const sections: PaletteSection[] = [];
    if (first !== undefined && able.length > 0) {
      const title =
        targets.length === 1 ? texts.palette.forSelection(first.name) : texts.palette.forMany(targets.length);
      sections.push({ title, items: able.slice(0, MOST_COMMANDS_AT_START).map(({ item }) => undetailed(item)) });
    }
    const recent = recentObjects()
      .filter((id) => first === undefined || id.ref !== first.ref)
      .map((id) => ({ id, name: nameIn(pools, id) }))
      .flatMap(({ id, name }) => (name === undefined ? [] : [objectItem(id, name)]));
    if (recent.length > 0) sections.push({ title: texts.palette.recent, items: recent });
    for (const group of ['go', 'view', 'time'] as const) {
      const commands = shellCommands.filter((each) => each.group === group && (each.disabledReason ?? null) === null);
      const title = texts.cheatSheet.groups[group];
      if (commands.length > 0) sections.push({ title, items: commands.map((each) => undetailed(shellItem(each))) });
    }
    return sections;
  }, [pools, targets, selectionCommands, shellCommands, objectItem]);

  const readLanguage = useLanguage(pools, objectItem);

  const find = useCallback(
    (text: string): readonly PaletteSection[] => {
      const commandsOnly = /^\s*>/.test(text);
      const asked = commandsOnly ? null : readLanguage(text);
      if (asked?.found) return [asked.found, ...(asked.help ? [asked.help] : [])];
      const searched = text.replace(/^\s*>/, '');
      const commands = [...selectionCommands, ...poolCommands, ...frameCommands];
      if (searched.trim() === '') {
        return commandsOnly ? [{ title: '', items: commands.map(({ item }) => item) }] : atStart();
      }
      const ranked = rankCommands(commands, searched);
      const objects = commandsOnly
        ? []
        : index.search(searched, MOST_ROWS).map(({ pool, cls, ref, label, score }) => ({
            item: objectItem({ connection: pool, class: cls satisfies ObjectRowClass, ref }, label),
            score,
          }));
      // What is wrong as a query may be right as words.
      return [{ title: '', items: mergeRanked(ranked, objects, MOST_ROWS) }, ...(asked?.help ? [asked.help] : [])];
    },
    [selectionCommands, poolCommands, frameCommands, atStart, index, objectItem, readLanguage],
  );

  return <PaletteView find={find} version={version} indexing={!index.isComplete} onClose={onClose} />;
}
