import { Camera, Moon, Play, Power, RotateCw, Trash2 } from 'lucide-react';
import type { MenuEntry } from '../actions/menu';

const nothing = (): void => undefined;

/** A menu with everything a menu can hold. */
export const sampleMenu: readonly MenuEntry[] = [
  { id: 'start', label: 'Start', icon: <Play />, disabledReason: 'It is running already.', onAction: nothing },
  { id: 'shutdown', label: 'Shut down', icon: <Power />, shortcut: 'Ctrl+E', onAction: nothing },
  { id: 'reboot', label: 'Reboot', icon: <RotateCw />, shortcut: 'Ctrl+R', onAction: nothing },
  { id: 'suspend', label: 'Suspend', icon: <Moon />, onAction: nothing },
  { kind: 'separator', id: 'line-1' },
  {
    kind: 'submenu',
    id: 'migrate',
    label: 'Migrate to server',
    items: [
      { id: 'merlin', label: 'merlin', onAction: nothing },
      {
        id: 'osprey',
        label: 'osprey',
        disabledReason: 'It has 3.2 GiB of free memory; 8.1 GiB are needed.',
        onAction: nothing,
      },
    ],
  },
  { id: 'snapshot', label: 'Take a snapshot…', icon: <Camera />, shortcut: 'Ctrl+Shift+S', onAction: nothing },
  { kind: 'separator', id: 'line-2' },
  {
    kind: 'group',
    id: 'view',
    label: 'Show',
    items: [
      { id: 'local', label: 'Local storage', checked: true, onAction: nothing },
      { id: 'hidden', label: 'Hidden objects', checked: false, onAction: nothing },
    ],
  },
  { kind: 'separator', id: 'line-3' },
  { id: 'delete', label: 'Delete…', icon: <Trash2 />, danger: true, onAction: nothing },
];
