import { isStroke, parseShortcut } from './shortcut';
import type { KeyStroke, StruckKey } from './shortcut';

/** What a shortcut does. `run` answers false when it does not apply here, and the key keeps its usual meaning. */
export interface Hotkey {
  readonly shortcut: string;
  readonly run: () => boolean | void;
}

/** The next key of a sequence has to follow within this time. */
const SEQUENCE_WINDOW_MS = 1200;

interface Pending {
  readonly strokes: readonly KeyStroke[];
  readonly hotkey: Hotkey;
}

/**
 * Follows keys one by one and runs the hotkey they complete. Time comes with the events, so a test needs no clock.
 * Single keys have to be switched off where text is typed (WCAG 2.1.4): that is `isTyping`.
 */
export class HotkeyMatcher {
  #pending: readonly Pending[] = [];
  #pendingSinceMs = 0;

  constructor(
    private readonly hotkeys: () => readonly Hotkey[],
    private readonly mac: boolean,
  ) {}

  /** True when the key was used: the browser's own meaning is then to be prevented. */
  strike(struck: StruckKey, timeMs: number, isTyping: boolean): boolean {
    if (struck.key === 'Shift' || struck.key === 'Control' || struck.key === 'Alt' || struck.key === 'Meta')
      return false;
    const begun = timeMs - this.#pendingSinceMs <= SEQUENCE_WINDOW_MS && !isTyping ? this.#pending : [];
    this.#pending = [];
    const fresh = this.hotkeys().map((hotkey) => ({ strokes: parseShortcut(hotkey.shortcut), hotkey }));
    return this.#advance(begun, struck, timeMs, isTyping) || this.#advance(fresh, struck, timeMs, isTyping);
  }

  #advance(candidates: readonly Pending[], struck: StruckKey, timeMs: number, isTyping: boolean): boolean {
    const going: Pending[] = [];
    for (const { strokes, hotkey } of candidates) {
      const [first, ...rest] = strokes;
      if (first === undefined || !isStroke(first, struck, this.mac)) continue;
      if (isTyping && !worksWhileTyping(first)) continue;
      if (rest.length > 0) going.push({ strokes: rest, hotkey });
      else if (hotkey.run() !== false) return true;
    }
    if (going.length === 0) return false;
    this.#pending = going;
    this.#pendingSinceMs = timeMs;
    return true;
  }
}

function worksWhileTyping(stroke: KeyStroke): boolean {
  return stroke.mod && !EDITING_KEYS.has(stroke.key);
}

/** Keys that a text field needs together with Control or Command. */
const EDITING_KEYS = new Set([
  'a',
  'c',
  'v',
  'x',
  'z',
  'y',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Delete',
  'Backspace',
]);
