import { describe, expect, it } from 'vitest';
import { HotkeyMatcher } from './matcher';
import { ariaShortcut, shortcutCaps } from './shortcut';
import type { StruckKey } from './shortcut';

const plain: StruckKey = { key: '', code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const key = (name: string, more: Partial<StruckKey> = {}): StruckKey => ({ ...plain, key: name, ...more });

function setUp(shortcuts: readonly string[], mac = false) {
  const ran: string[] = [];
  const hotkeys = shortcuts.map((shortcut) => ({ shortcut, run: () => void ran.push(shortcut) }));
  const matcher = new HotkeyMatcher(() => hotkeys, mac);
  const strike = (struck: StruckKey, timeMs = 0, isTyping = false) => {
    matcher.hear(struck, timeMs, isTyping);
    return matcher.run();
  };
  return { ran, matcher, strike };
}

describe('hotkeys', () => {
  it('runs a chord, with Control or, on a Mac, Command', () => {
    const other = setUp(['Mod+K']);
    expect(other.strike(key('k', { ctrlKey: true }))).toBe(true);
    expect(other.strike(key('k', { metaKey: true }))).toBe(false);
    const mac = setUp(['Mod+K'], true);
    expect(mac.strike(key('k', { metaKey: true }))).toBe(true);
    expect([other.ran, mac.ran]).toEqual([['Mod+K'], ['Mod+K']]);
  });

  it('runs a sequence only when its keys follow each other in time', () => {
    const { ran, strike } = setUp(['g v', 'g h']);
    strike(key('g'), 0);
    expect(strike(key('h'), 500)).toBe(true);
    strike(key('g'), 1000);
    strike(key('x'), 1100);
    strike(key('v'), 1200);
    strike(key('g'), 2000);
    strike(key('v'), 9000);
    expect(ran).toEqual(['g h']);
  });

  it('completes a sequence whose first key a list has used, unless the list uses the second too', () => {
    const { ran, matcher, strike } = setUp(['g v']);
    matcher.hear(key('g'), 0, false);
    expect(strike(key('v'), 100)).toBe(true);
    matcher.hear(key('g'), 200, false);
    matcher.hear(key('v'), 300, false);
    expect(strike(key('x'), 400)).toBe(false);
    expect(ran).toEqual(['g v']);
  });

  it('leaves text fields alone, except for chords that no field needs', () => {
    const { ran, strike } = setUp(['?', 'g v', 'Mod+K', 'Mod+C', 'Alt+ArrowLeft']);
    for (const struck of [key('?', { shiftKey: true }), key('g'), key('v'), key('ArrowLeft', { altKey: true })]) {
      expect(strike(struck, 0, true)).toBe(false);
    }
    expect(strike(key('c', { ctrlKey: true }), 0, true)).toBe(false);
    expect(strike(key('k', { ctrlKey: true }), 0, true)).toBe(true);
    expect(ran).toEqual(['Mod+K']);
  });

  it('takes a character as it is written, whatever shift had to do with it', () => {
    const { ran, strike } = setUp(['?', '/']);
    strike(key('?', { shiftKey: true }));
    strike(key('/', { shiftKey: true }));
    expect(ran).toEqual(['?', '/']);
  });

  it('tells a shifted letter from a plain one', () => {
    const { ran, strike } = setUp(['x', 'Shift+X']);
    strike(key('X', { shiftKey: true }));
    expect(ran).toEqual(['Shift+X']);
  });

  it('works on a keyboard that writes another script', () => {
    const { ran, strike } = setUp(['Mod+K']);
    strike(key('л', { code: 'KeyK', ctrlKey: true }));
    expect(ran).toEqual(['Mod+K']);
  });

  it('leaves the key to the browser when the command does not apply', () => {
    const matcher = new HotkeyMatcher(() => [{ shortcut: 'Delete', run: () => false }], false);
    matcher.hear(key('Delete'), 0, false);
    expect(matcher.run()).toBe(false);
  });

  it('draws caps and names chords for assistive technology', () => {
    expect(shortcutCaps('Mod+Shift+K', false)).toEqual([['Ctrl', 'Shift', 'K']]);
    expect(shortcutCaps('Mod+K', true)).toEqual([['⌘', 'K']]);
    expect(shortcutCaps('g v', false)).toEqual([['G'], ['V']]);
    expect(ariaShortcut('Mod+K', false)).toBe('Control+K');
    expect(ariaShortcut('g v', false)).toBeUndefined();
  });
});
