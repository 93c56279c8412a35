const isMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform);

const NAMES: Readonly<Record<string, string>> = isMac
  ? { Mod: '⌘', Shift: '⇧', Alt: '⌥', Delete: '⌫' }
  : { Mod: 'Ctrl', Delete: 'Del' };

/** `Mod+Shift+B` as it stands on the keys of this machine. */
export function shortcutText(shortcut: string): string {
  return shortcut
    .split('+')
    .map((key) => NAMES[key] ?? key)
    .join(isMac ? '' : '+');
}
