import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ListFilter, Plus, SlidersHorizontal } from 'lucide-react';
import { Button, IconButton } from '../../ui/actions/button';
import type { MenuEntry } from '../../ui/actions/menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { EmptyState } from '../../ui/feedback/empty-state';
import { Tree } from '../../ui/tree/tree';
import type { RowMenuRequest, TreeHandle } from '../../ui/tree/tree';
import { readInventory } from '../../xapi/cache/cache';
import { CommandContextMenu, findCommand, loadLaterCommands, useRunCommand } from '../commands';
import { OfPool, usePoolList, usePools } from '../connections';
import { SITE, useNavigation } from '../navigation';
import type { ObjectId, TreeToggles } from '../navigation';
import { row } from '../objects';
import { expansionOf, useExpansion } from './expansion';
import { mayBeAddress } from './filter';
import { ROOT_KEY } from './root';
import { texts } from './texts';
import type { TreeModel } from './tree-model';
import type { TreeNode } from './tree-node';
import { TreeFilterField, useTest } from './tree-filter-field';
import { useTreeFilter } from './use-tree-filter';
import { useTreeRows } from './use-tree-rows';
import { useTreeSelection } from './use-tree-selection';
import { useDragging } from './use-dragging';
import type { LoadDragging } from './use-dragging';
import styles from './tree-view.module.css';

export interface TreeViewProps {
  /** Names the tree for screen readers, and its expansion state. */
  readonly name: string;
  readonly label: string;
  readonly model: TreeModel;
  /** Whether a node is open before anybody touched it. */
  readonly startsExpanded: (node: TreeNode) => boolean;
  /** The switches of the View menu that this tree has. */
  readonly toggles: readonly (keyof TreeToggles)[];
  /** Asks for a pool to add. */
  readonly onAdd?: (() => void) | undefined;
  /** Shown when there is nothing and no filter hides anything. */
  readonly empty?: ReactNode;
  /** In place of VMs onto servers. */
  readonly dragging?: LoadDragging;
  /** What the place of a row adds to the menu that opens on it, which is about all selected objects. */
  readonly entriesFor?: (key: string, ids: readonly ObjectId[]) => readonly MenuEntry[];
}

/** A tree of the navigation pane: filter, View menu, selection through the URL, commands on the rows. */
export function TreeView(props: TreeViewProps) {
  const { name, label, model, startsExpanded, toggles, onAdd, empty, entriesFor } = props;
  const pools = usePools();
  const list = usePoolList();
  const { state, navigate } = useNavigation();
  const run = useRunCommand();
  const tree = useRef<TreeHandle>(null);
  const overrides = useExpansion((expansion) => expansionOf(expansion, name));
  const setExpanded = useExpansion((expansion) => expansion.setExpanded);
  const filter = useTreeFilter();
  const [menu, setMenu] = useState<{ readonly ids: readonly ObjectId[]; readonly request: RowMenuRequest } | null>(
    null,
  );
  const isExpanded = useCallback(
    (node: TreeNode) => overrides.get(node.key) ?? startsExpanded(node),
    [overrides, startsExpanded],
  );
  const [test, setTest] = useTest();
  const rows = useTreeRows(model, pools, { show: state.show, isExpanded, words: filter.words, test });
  const { selectedKeys, select, idsOf } = useTreeSelection({ name, model, tree, filter, rows });
  const dragging = useDragging({ model, pools: list, idsOf, run }, props.dragging);

  /** What a menu on these rows is about: the root stands for the console with all its pools. */
  const aboutOf = (keys: ReadonlySet<string>): readonly ObjectId[] =>
    keys.size === 1 && keys.has(ROOT_KEY) ? [SITE] : idsOf(keys);

  const wantsAddresses = mayBeAddress(filter.words);
  useEffect(() => {
    if (!wantsAddresses) return undefined;
    const offs = pools.map(({ connection }) => connection.watch('VM_guest_metrics'));
    return () => {
      for (const off of offs) off();
    };
  }, [pools, wantsAddresses]);

  const expand = useCallback(
    (keys: readonly string[], expanded: boolean) => setExpanded(name, keys, expanded),
    [setExpanded, name],
  );

  const activate = (key: string): void => {
    const node = model.tree.get(key)?.node;
    if (!node) return;
    const command = defaultCommand(node);
    if (command && node.id) run(command, [node.id]);
    else expand([key], !isExpanded(node));
  };

  /** What a double click does to a machine at rest (XenCenter's habit); everything else opens and closes. */
  const defaultCommand = (node: TreeNode) => {
    if (node.kind === 'connection') return findCommand('connection.connect');
    if (node.kind === 'template') return findCommand('vm.create');
    if (node.kind !== 'vm' || !node.id) return undefined;
    const { connection, ref } = node.id;
    const pool = pools.find((each) => each.id === connection);
    const state = pool && row(readInventory(pool.connection), 'VM', ref)?.power_state;
    return state === 'Halted' ? findCommand('vm.start') : state === 'Suspended' ? findCommand('vm.resume') : undefined;
  };

  const rename = (key: string): void => {
    const id = model.tree.get(key)?.node.id;
    const wanted = `${id?.class === 'tag' || id?.class === 'folder' ? id.class : 'object'}.rename`;
    const begin = (): void => {
      const command = findCommand(wanted);
      if (id && command) run(command, [id]);
    };
    // Who is quicker than the command is answered when it is there.
    if (findCommand(wanted)) begin();
    else void loadLaterCommands().then(begin, () => undefined);
  };

  const viewEntries: MenuEntry[] = toggles.map((toggle) => ({
    id: toggle,
    label: texts.toggles[toggle],
    checked: state.show[toggle],
    onAction: () => navigate({ show: { ...state.show, [toggle]: !state.show[toggle] } }, { replace: true }),
  }));

  return (
    <div className={styles['view']}>
      <div className={styles['tools']}>
        <TreeFilterField
          text={filter.text}
          setText={filter.setText}
          onLeave={() => tree.current?.focus()}
          onTest={setTest}
        />
        {onAdd === undefined ? null : <IconButton label={texts.addServer} icon={<Plus size={16} />} onPress={onAdd} />}
        <MenuButton
          label={texts.viewMenu}
          icon={<SlidersHorizontal size={16} />}
          iconOnly
          entries={viewEntries}
          placement="bottom end"
        />
      </div>
      <Tree
        ref={tree}
        label={label}
        rows={rows}
        selectedKeys={selectedKeys}
        onSelectionChange={select}
        onExpand={expand}
        onActivate={activate}
        onRename={rename}
        onContextMenu={(request) => setMenu({ ids: aboutOf(request.keys), request })}
        dragging={dragging}
        className={styles['tree']}
        empty={
          filter.words.length > 0 || test ? (
            <EmptyState
              compact
              icon={<ListFilter size={24} />}
              title={texts.nothingFound}
              action={<Button onPress={() => filter.setText('')}>{texts.clearFilter}</Button>}
            >
              {texts.nothingFoundText}
            </EmptyState>
          ) : (
            empty
          )
        }
      />
      <OfPool id={menu?.ids[0]?.connection}>
        <CommandContextMenu
          about={menu === null ? null : { ids: menu.ids, point: menu.request.point }}
          more={
            menu === null
              ? []
              : [
                  ...(entriesFor?.(menu.request.key, menu.ids) ?? []),
                  ...branchEntries(model, menu.request.keys, expand),
                ]
          }
          onClose={() => setMenu(null)}
        />
      </OfPool>
    </div>
  );
}

/** Opening and closing everything below the rows a menu is about. */
function branchEntries(
  model: TreeModel,
  keys: ReadonlySet<string>,
  expand: (keys: readonly string[], expanded: boolean) => void,
): readonly MenuEntry[] {
  const branches = [...keys].flatMap((key) => branchesBelow(model, key));
  if (branches.length === 0) return [];
  return [
    { id: 'expand', label: texts.expandBelow, onAction: () => expand(branches, true) },
    { id: 'collapse', label: texts.collapseBelow, onAction: () => expand(branches, false) },
  ];
}

function branchesBelow(model: TreeModel, key: string): readonly string[] {
  const children = model.tree.childrenOf(key);
  return children.length === 0 ? [] : [key, ...children.flatMap((child) => branchesBelow(model, child.key))];
}
