import type { ITheme } from '@xterm/xterm';

/** Tokens of the design language for what programs call by number. */
const TOKENS = {
  background: '--surface',
  foreground: '--text',
  cursor: '--accent',
  cursorAccent: '--surface',
  selectionBackground: '--selected',
  selectionInactiveBackground: '--selected-idle',
  scrollbarSliderBackground: '--track',
  scrollbarSliderHoverBackground: '--line-strong',
  scrollbarSliderActiveBackground: '--edge',
  black: '--text-subtle',
  red: '--danger-text',
  green: '--ok-text',
  yellow: '--warning-text',
  blue: '--series-1',
  magenta: '--asleep-text',
  cyan: '--accent',
  white: '--text-muted',
  brightBlack: '--text-subtle',
  brightRed: '--danger-text',
  brightGreen: '--ok-text',
  brightYellow: '--warning-text',
  brightBlue: '--series-1',
  brightMagenta: '--asleep-text',
  brightCyan: '--accent-strong',
  brightWhite: '--text',
} as const satisfies Partial<Record<keyof ITheme, string>>;

/** The colours of a terminal in the theme that holds at an element. */
export function terminalTheme(element: HTMLElement): ITheme {
  const probe = document.createElement('span');
  element.append(probe);
  const entries = Object.entries(TOKENS).map(([name, token]) => {
    probe.style.color = `var(${token})`;
    return [name, getComputedStyle(probe).color] as const;
  });
  probe.remove();
  return Object.fromEntries(entries);
}
