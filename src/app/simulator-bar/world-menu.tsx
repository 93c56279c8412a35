import { Activity, Download, FilePlus2, FolderOpen, GitFork, RotateCcw } from 'lucide-react';
import type { WorldInfo } from '../../control/protocol';
import type { MenuEntry } from '../../ui/actions/menu';
import { MenuButton } from '../../ui/actions/menu-button';
import { setBar } from './bar-store';
import styles from './simulator-bar.module.css';
import { texts } from './texts';
import { useWorlds } from './use-worlds';
import type { WorldActions } from './world-actions';
import { worldTitle } from './world-title';

/** The world by name, and everything that replaces, keeps or copies it. */
export function WorldMenu(props: {
  readonly world: WorldInfo;
  readonly actions: WorldActions;
  readonly onChooseFile: () => void;
}) {
  const { world, actions, onChooseFile } = props;
  const worlds = useWorlds(world.name);
  const actionsOfWorld: MenuEntry[] = [
    {
      id: 'create',
      label: texts.menu.create,
      icon: <FilePlus2 size={16} />,
      onAction: () => setBar({ dialog: 'create' }),
    },
    { id: 'open', label: texts.menu.open, icon: <FolderOpen size={16} />, onAction: onChooseFile },
    {
      id: 'save',
      label: texts.menu.save,
      icon: <Download size={16} />,
      onAction: () => void actions.save(),
    },
    { id: 'fork', label: texts.menu.fork, icon: <GitFork size={16} />, onAction: () => setBar({ dialog: 'fork' }) },
    {
      id: 'work',
      label: texts.menu.work,
      icon: <Activity size={16} />,
      onAction: () => setBar({ dialog: 'work' }),
    },
    {
      id: 'reset',
      label: texts.menu.reset,
      icon: <RotateCcw size={16} />,
      onAction: () => setBar({ dialog: 'reset' }),
    },
  ];
  const entries: MenuEntry[] = [
    { kind: 'group', id: 'world', label: texts.source(world.source), items: actionsOfWorld },
  ];
  if (worlds.length > 1) {
    entries.push({
      kind: 'group',
      id: 'worlds',
      label: texts.menu.worlds,
      items: worlds.map(({ name, current }) => ({
        id: `world-${name}`,
        label: worldTitle(
          name,
          current ? world.source : { kind: 'scenario', name: name.split(' ')[0] ?? name, seed: 0 },
        ),
        checked: current,
        onAction: () => {
          if (!current) void actions.switchTo(name);
        },
      })),
    });
  }
  return (
    <MenuButton
      label={worldTitle(world.name, world.source)}
      size="small"
      placement="top start"
      className={styles['world'] ?? ''}
      entries={entries}
    />
  );
}
