import type { ReactNode } from 'react';
import { FolderOutput, Tag } from 'lucide-react';
import type { MenuEntry } from '../../ui/actions/menu';
import { findCommand } from '../commands';
import type { Input, RunCommand } from '../commands';
import type { TreeModel } from '../infrastructure';
import type { ObjectId } from '../navigation';
import { VAPP_COMMAND, vappPreset } from '../vapps';
import { texts } from './texts';

/** What takes objects out of the group whose row was clicked: off a tag, out of a folder or a vApp. */
export function placeEntries(
  model: TreeModel,
  run: RunCommand,
  key: string,
  ids: readonly ObjectId[],
): readonly MenuEntry[] {
  const item = model.tree.get(key);
  const group = item && model.tree.get(item.parent)?.node;
  if (!item || !group?.id || item.node.kind === 'folder') return [];
  const entry = (label: string, icon: ReactNode, command: string, input: Input): readonly MenuEntry[] => {
    const found = findCommand(command);
    return found ? [{ id: 'take out', label, icon, onAction: () => run(found, ids, input) }] : [];
  };
  switch (group.kind) {
    case 'tag':
      return entry(texts.labels.untag(group.label), <Tag size={16} />, 'object.tags', { tags: [`-${group.id.ref}`] });
    case 'folder':
      return entry(texts.labels.unfile(group.label), <FolderOutput size={16} />, 'object.folder', { folder: '' });
    case 'appliance':
      return entry(texts.labels.unfile(group.label), <FolderOutput size={16} />, VAPP_COMMAND, vappPreset(null));
    default:
      return [];
  }
}
