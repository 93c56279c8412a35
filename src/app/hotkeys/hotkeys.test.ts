import { describe, expect, it } from 'vitest';
import { HotkeyMatcher } from './matcher';
import { ariaShortcut, shortcutCaps } from './shortcut';
import type { StruckKey } from './shortcut';

const plain: StruckKey = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const key = (name: string, more: Partial<StruckKey> = {}): StruckKey => ({ ...plain, key: name, ...more });

function setUp(shortcuts: readonly string[], mac = false) {
  const ran: string[] = [];
  const hotkeys = shortcuts.map((shortcut) => ({ shortcut, run: () => void ran.push(shortcut) }));
  return { ran, matcher: new HotkeyMatcher(() => hotkeys, mac) };
}

describe('hotkeys', () => {
  it('runs a chord, with Control or, on a Mac, Command', () => {
    const other = setUp(['Mod+K']);
    expect(other.matcher.strike(key('k', { ctrlKey: true }), 0, false)).toBe(true);
    expect(other.matcher.strike(key('k', { metaKey: true }), 0, false)).toBe(false);
    const mac = setUp(['Mod+K'], true);
    expect(mac.matcher.strike(key('k', { metaKey: true }), 0, false)).toBe(true);
    expect([other.ran, mac.ran]).toEqual([['Mod+K'], ['Mod+K']]);
  });

  it('runs a sequence only when its keys follow each other', () => {
    const { ran, matcher } = setUp(['g v', 'g h']);
    expect(matcher.strike(key('g'), 0, false)).toBe(true);
    matcher.strike(key('h'), 500, false);
    matcher.strike(key('g'), 1000, false);
    matcher.strike(key('x'), 1100, false);
    matcher.strike(key('v'), 1200, false);
    matcher.strike(key('g'), 2000, false);
    matcher.strike(key('v'), 9000, false);
    expect(ran).toEqual(['g h']);
  });

  it('leaves text fields alone, except for chords that no field needs', () => {
    const { ran, matcher } = setUp(['?', 'g v', 'Mod+K', 'Mod+C', 'Alt+ArrowLeft']);
    for (const struck of [key('?', { shiftKey: true }), key('g'), key('v'), key('ArrowLeft', { altKey: true })]) {
      expect(matcher.strike(struck, 0, true)).toBe(false);
    }
    expect(matcher.strike(key('c', { ctrlKey: true }), 0, true)).toBe(false);
    expect(matcher.strike(key('k', { ctrlKey: true }), 0, true)).toBe(true);
    expect(ran).toEqual(['Mod+K']);
  });

  it('takes a character as it is written, whatever shift had to do with it', () => {
    const { ran, matcher } = setUp(['?', '/']);
    matcher.strike(key('?', { shiftKey: true }), 0, false);
    matcher.strike(key('/', { shiftKey: true }), 0, false);
    expect(ran).toEqual(['?', '/']);
  });

  it('tells a shifted letter from a plain one', () => {
    const { ran, matcher } = setUp(['x', 'Shift+X']);
    matcher.strike(key('X', { shiftKey: true }), 0, false);
    expect(ran).toEqual(['Shift+X']);
  });

  it('works on a keyboard that writes another script', () => {
    const { ran, matcher } = setUp(['Mod+K']);
    matcher.strike(key('л', { code: 'KeyK', ctrlKey: true }), 0, false);
    expect(ran).toEqual(['Mod+K']);
  });

  it('leaves the key to the browser when the command does not apply', () => {
    const matcher = new HotkeyMatcher(() => [{ shortcut: 'Delete', run: () => false }], false);
    expect(matcher.strike(key('Delete'), 0, false)).toBe(false);
  });

  it('draws caps and names chords for assistive technology', () => {
    expect(shortcutCaps('Mod+Shift+K', false)).toEqual([['Ctrl', 'Shift', 'K']]);
    expect(shortcutCaps('Mod+K', true)).toEqual([['⌘', 'K']]);
    expect(shortcutCaps('g v', false)).toEqual([['G'], ['V']]);
    expect(ariaShortcut('Mod+K', false)).toBe('Control+K');
    expect(ariaShortcut('g v', false)).toBeUndefined();
  });
});
