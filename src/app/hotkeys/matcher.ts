import { isStroke, parseShortcut } from './shortcut';
import type { KeyStroke, StruckKey } from './shortcut';

/** What a shortcut does. `run` answers false when it does not apply here, and the key keeps its usual meaning. */
export interface Hotkey {
  readonly shortcut: string;
  readonly run: () => boolean | void;
}

/** The next key of a sequence has to follow within this time. */
const SEQUENCE_WINDOW_MS = 1200;

interface Candidate {
  /** Strokes still to come; the first is the one that was just struck. */
  readonly strokes: readonly KeyStroke[];
  readonly hotkey: Hotkey;
}

const NONE: readonly Candidate[] = [];

/**
 * Follows keys one by one. Each key is heard before anybody else gets it, and run after nobody else has used it: a
 * list may take `g` to jump to a name while `g v` still leads to the VMs, unless the list has a use for `v` too.
 * Time comes with the events, so a test needs no clock. Single keys rest where text is typed (WCAG 2.1.4).
 */
export class HotkeyMatcher {
  /** Sequences begun by the keys before the present one. */
  #begun: readonly Candidate[] = NONE;
  #begunAtMs = 0;
  #complete: readonly Hotkey[] = [];

  constructor(
    private readonly hotkeys: () => readonly Hotkey[],
    private readonly mac: boolean,
  ) {}

  hear(struck: StruckKey, timeMs: number, isTyping: boolean): void {
    this.#complete = [];
    if (MODIFIERS.has(struck.key)) return;
    const inTime = timeMs - this.#begunAtMs <= SEQUENCE_WINDOW_MS ? this.#begun : NONE;
    const fresh = this.hotkeys().map((hotkey) => ({ strokes: parseShortcut(hotkey.shortcut), hotkey }));
    const going: Candidate[] = [];
    const complete: Hotkey[] = [];
    for (const { strokes, hotkey } of [...inTime, ...fresh]) {
      const [first, ...rest] = strokes;
      if (first === undefined || !isStroke(first, struck, this.mac)) continue;
      if (isTyping && !worksWhileTyping(first)) continue;
      if (rest.length === 0) complete.push(hotkey);
      else going.push({ strokes: rest, hotkey });
    }
    this.#begun = going;
    this.#begunAtMs = timeMs;
    this.#complete = complete;
  }

  /** Runs what the last key completed. True when something ran: the browser's own meaning is then to be prevented. */
  run(): boolean {
    const complete = this.#complete;
    this.#complete = [];
    return complete.some((hotkey) => hotkey.run() !== false);
  }
}

const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'AltGraph']);

function worksWhileTyping(stroke: KeyStroke): boolean {
  return stroke.mod && !EDITING_KEYS.has(stroke.key);
}

/** Keys that a text field needs together with Control or Command. */
const EDITING_KEYS: ReadonlySet<string> = new Set([
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
