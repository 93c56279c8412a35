import type { Layout } from './layouts';
import { ALT_GR, RETURN, SHIFT, SPACE, TAB } from './strokes';
import type { Key, Stroke } from './strokes';

const HELD_BY_LEVEL: readonly (readonly Key[])[] = [[], [SHIFT], [ALT_GR]];

/** Marks as keys write them, and as Unicode puts them onto the letter before. */
const COMBINING: Readonly<Record<string, string>> = {
  '\u0302': '^',
  '\u0301': '´',
  '\u0300': '`',
  '\u0308': '¨',
  '\u0303': '~',
};

const UNICODE_KEYSYM = 0x01000000;

/** X11: Latin-1 is its own keysym, everything else stands in the range of Unicode. */
function keysymOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xff ? code : UNICODE_KEYSYM | code;
}

type Written = ReadonlyMap<string, readonly Stroke[]>;

/** How each character is written that a layout has a key for, by itself or after a mark. */
function writable({ keys, dead }: Layout): Written {
  const written = new Map<string, readonly Stroke[]>([[' ', [{ ...SPACE, held: [] }]]]);
  for (const [code, levels] of Object.entries(keys)) {
    [...levels].forEach((character, level) => {
      if (character === ' ' || written.has(character)) return;
      written.set(character, [{ keysym: keysymOf(character), code, held: HELD_BY_LEVEL[level] ?? [] }]);
    });
  }
  for (const [code, level, mark] of dead) {
    if (written.has(mark)) continue;
    const held = HELD_BY_LEVEL[level] ?? [];
    // A server that goes by meanings gets the whole character with the first key; the second is a place alone.
    written.set(mark, [
      { keysym: keysymOf(mark), code, held },
      { ...SPACE, keysym: 0, held: [] },
    ]);
  }
  return written;
}

function marked(character: string, layout: Layout, written: Written): readonly Stroke[] | undefined {
  const [letter = '', combining = '', ...rest] = character.normalize('NFD');
  const key = layout.dead.find(([, , mark]) => mark === COMBINING[combining]);
  const [base, ...more] = written.get(letter) ?? [];
  if (key === undefined || base === undefined || more.length > 0 || rest.length > 0) return undefined;
  const [code, level] = key;
  return [
    { keysym: keysymOf(character), code, held: HELD_BY_LEVEL[level] ?? [] },
    { ...base, keysym: 0 },
  ];
}

export interface Typing {
  readonly strokes: readonly Stroke[];
  /** Characters that the layout has no keys for, each once; they are left out. */
  readonly untypable: readonly string[];
}

/** The keys that write a text on a keyboard of this layout. */
export function typingOf(text: string, layout: Layout): Typing {
  const written = writable(layout);
  const strokes: Stroke[] = [];
  const untypable = new Set<string>();
  for (const character of text.normalize('NFC').replace(/\r\n?/g, '\n')) {
    if (character === '\n') strokes.push({ ...RETURN, held: [] });
    else if (character === '\t') strokes.push({ ...TAB, held: [] });
    else {
      const keys = written.get(character) ?? marked(character, layout, written);
      if (keys === undefined) untypable.add(character);
      else strokes.push(...keys);
    }
  }
  return { strokes, untypable: [...untypable] };
}
