import { SlidersHorizontal } from 'lucide-react';
import { MenuButton } from '../../ui/actions/menu-button';
import type { MenuEntry } from '../../ui/actions/menu';
import { useDensity, useTheme } from '../../ui/theme/theme';
import { usePool } from '../connections/pool-context';
import { setShell } from '../shell-store';
import { texts } from '../texts';

const THEMES = ['system', 'light', 'dark'] as const;
const DENSITIES = ['compact', 'cosy'] as const;

/** How the console looks, the cheat sheet, and leaving a live pool. */
export function SettingsMenu() {
  const { theme, setTheme } = useTheme();
  const { density, setDensity } = useDensity();
  const session = usePool();
  const entries: MenuEntry[] = [
    {
      kind: 'group',
      id: 'theme',
      label: texts.shell.theme,
      items: THEMES.map((value) => ({
        id: `theme-${value}`,
        label: texts.shell.themes[value],
        checked: value === theme,
        onAction: () => setTheme(value),
      })),
    },
    {
      kind: 'group',
      id: 'density',
      label: texts.shell.density,
      items: DENSITIES.map((value) => ({
        id: `density-${value}`,
        label: texts.shell.densities[value],
        checked: value === density,
        onAction: () => setDensity(value),
      })),
    },
    { kind: 'separator', id: 'line' },
    { id: 'help', label: texts.shell.help, shortcut: '?', onAction: () => setShell({ cheatSheetOpen: true }) },
  ];
  if (session.kind === 'live') {
    entries.push({ id: 'logout', label: texts.shell.logout, onAction: () => session.logout() });
  }
  return (
    <MenuButton
      label={texts.shell.settings}
      icon={<SlidersHorizontal />}
      iconOnly
      placement="bottom end"
      entries={entries}
    />
  );
}
