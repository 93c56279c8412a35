import { createPreference, usePreference } from './preference';
import { useMediaQuery } from './use-media-query';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'cosy';

/** Height in px of one row of tree, grid and list; the same as `--row` in tokens.css. */
const ROW_HEIGHT_PX: Record<Density, number> = { compact: 24, cosy: 32 };

const theme = createPreference<Theme>('xenia.theme', ['system', 'light', 'dark']);
const density = createPreference<Density>('xenia.density', ['compact', 'cosy']);

function applyTheme(): void {
  const value = theme.get();
  // Without the attribute `color-scheme: light dark` follows the operating system.
  if (value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
}

function applyDensity(): void {
  document.documentElement.dataset['density'] = density.get();
}

const PRESSABLE_STYLE_ID = 'react-aria-pressable-style';

/**
 * Call once before the first render. Puts theme and density on the root element and keeps them there, and takes the
 * place of the style element that React Aria's press handling would insert (it looks for this id first; base.css holds
 * the rule), so that a Content-Security-Policy without inline styles reports nothing.
 */
export function startDesignLanguage(): void {
  applyTheme();
  applyDensity();
  theme.subscribe(applyTheme);
  density.subscribe(applyDensity);
  if (document.getElementById(PRESSABLE_STYLE_ID) === null) {
    const placeholder = document.createElement('meta');
    placeholder.id = PRESSABLE_STYLE_ID;
    document.head.append(placeholder);
  }
}

/** The chosen theme, what it resolves to now, and the setter (persists `xenia.theme`). */
export function useTheme(): { theme: Theme; resolved: 'light' | 'dark'; setTheme: (value: Theme) => void } {
  const [value, setTheme] = usePreference(theme);
  const systemIsDark = useMediaQuery('(prefers-color-scheme: dark)');
  const resolved = value === 'system' ? (systemIsDark ? 'dark' : 'light') : value;
  return { theme: value, resolved, setTheme };
}

/** The chosen density, its row height in px, and the setter (persists `xenia.density`). */
export function useDensity(): { density: Density; rowHeightPx: number; setDensity: (value: Density) => void } {
  const [value, setDensity] = usePreference(density);
  return { density: value, rowHeightPx: ROW_HEIGHT_PX[value], setDensity };
}
