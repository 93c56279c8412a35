/**
 * Keyboard shortcuts as text: `Mod+K` (Command on a Mac, Control elsewhere), `Alt+ArrowLeft`, `?`, and sequences of
 * single keys such as `g v`. The same text drives the listener, the cheat sheet and the hints in menus.
 */

export interface KeyStroke {
  readonly mod: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
  /** `KeyboardEvent.key`; a letter in lower case. */
  readonly key: string;
}

/** The part of a keyboard event that decides what was struck. */
export interface StruckKey {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const NAMED: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: 'Enter',
  Escape: 'Esc',
  Delete: 'Del',
  ' ': 'Space',
};

function parseStroke(text: string): KeyStroke {
  const parts = text === '+' ? ['+'] : text.split('+');
  const key = parts.at(-1) ?? '';
  const modifiers = parts.slice(0, -1);
  return {
    mod: modifiers.includes('Mod') || modifiers.includes('Ctrl'),
    alt: modifiers.includes('Alt'),
    shift: modifiers.includes('Shift'),
    key: key.length === 1 ? key.toLowerCase() : key,
  };
}

/** A sequence of one or more strokes. */
export function parseShortcut(shortcut: string): readonly KeyStroke[] {
  return shortcut.split(' ').map(parseStroke);
}

function isLetterOrDigit(key: string): boolean {
  return /^[a-z0-9]$/i.test(key);
}

/** The Latin letter on the key, for layouts that write another script. */
function latinKey(struck: StruckKey): string {
  if (struck.key.length !== 1 || struck.key.charCodeAt(0) < 128) return struck.key;
  return struck.code.startsWith('Key') ? struck.code.slice(3) : struck.key;
}

/** True when a key event is this stroke. Shift counts only where it does not already choose the character. */
export function isStroke(stroke: KeyStroke, struck: StruckKey, mac: boolean): boolean {
  const mod = mac ? struck.metaKey : struck.ctrlKey;
  const other = mac ? struck.ctrlKey : struck.metaKey;
  if (other || mod !== stroke.mod || struck.altKey !== stroke.alt) return false;
  const key = latinKey(struck);
  const shiftMatters = key.length > 1 || isLetterOrDigit(key);
  if (shiftMatters && struck.shiftKey !== stroke.shift) return false;
  return (key.length === 1 ? key.toLowerCase() : key) === stroke.key;
}

/** The caps to draw, one list a stroke: `Mod+K` is `['Ctrl', 'K']` or `['⌘', 'K']`, `g v` is `['G'], ['V']`. */
export function shortcutCaps(shortcut: string, mac: boolean): readonly (readonly string[])[] {
  return parseShortcut(shortcut).map((stroke) => {
    const caps: string[] = [];
    if (stroke.mod) caps.push(mac ? '⌘' : 'Ctrl');
    if (stroke.alt) caps.push(mac ? '⌥' : 'Alt');
    if (stroke.shift) caps.push(mac ? '⇧' : 'Shift');
    caps.push(NAMED[stroke.key] ?? (stroke.key.length === 1 ? stroke.key.toUpperCase() : stroke.key));
    return caps;
  });
}

/** The value of `aria-keyshortcuts` for a single stroke; sequences have no form there. */
export function ariaShortcut(shortcut: string, mac: boolean): string | undefined {
  const strokes = parseShortcut(shortcut);
  const [stroke] = strokes;
  if (stroke === undefined || strokes.length > 1) return undefined;
  const parts: string[] = [];
  if (stroke.mod) parts.push(mac ? 'Meta' : 'Control');
  if (stroke.alt) parts.push('Alt');
  if (stroke.shift) parts.push('Shift');
  parts.push(stroke.key.length === 1 ? stroke.key.toUpperCase() : stroke.key);
  return parts.join('+');
}

export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

/** The shortcut as menus and key caps write it: `Ctrl+K`, `⌘+K`, `G V`. */
export function shortcutText(shortcut: string, mac: boolean): string {
  return shortcutCaps(shortcut, mac)
    .map((caps) => caps.join('+'))
    .join(' ');
}
