import { describe, expect, it } from 'vitest';
import { LAYOUTS } from './layouts';
import type { LayoutId } from './layouts';
import { CTRL_ALT_DEL, strike } from './strokes';
import type { Stroke } from './strokes';
import { typingOf } from './typing';

const read = ({ keysym, code, held }: Stroke): string =>
  [...held.map((key) => key.code), code].join('+') + (keysym === 0 ? '' : ` ${keysym.toString(16)}`);

const typed = (text: string, layout: LayoutId) => typingOf(text, LAYOUTS[layout]).strokes.map(read);

describe('typing a text', () => {
  it('strikes the keys where they are on the keyboard, with what they mean', () => {
    expect(typed('aZ 1!', 'us')).toEqual([
      'KeyA 61',
      'ShiftLeft+KeyZ 5a',
      'Space 20',
      'Digit1 31',
      'ShiftLeft+Digit1 21',
    ]);
  });

  it('goes by the layout of the guest', () => {
    expect(typed('zy@/', 'us')).toEqual(['KeyZ 7a', 'KeyY 79', 'ShiftLeft+Digit2 40', 'Slash 2f']);
    expect(typed('zy@/', 'de')).toEqual(['KeyY 7a', 'KeyZ 79', 'AltRight+KeyQ 40', 'ShiftLeft+Digit7 2f']);
    expect(typed('zy@/', 'fr')).toEqual(['KeyW 7a', 'KeyY 79', 'AltRight+Digit0 40', 'ShiftLeft+Period 2f']);
    expect(typed('"@#\\', 'uk')).toEqual([
      'ShiftLeft+Digit2 22',
      'ShiftLeft+Quote 40',
      'Backslash 23',
      'IntlBackslash 5c',
    ]);
  });

  it('ends lines with Return, whatever they ended with, and keeps tabs', () => {
    expect(typed('a\r\nb\rc\n\t', 'us')).toEqual([
      'KeyA 61',
      'Enter ff0d',
      'KeyB 62',
      'Enter ff0d',
      'KeyC 63',
      'Enter ff0d',
      'Tab ff09',
    ]);
  });

  it('writes marks with a key that waits, and letters below them', () => {
    expect(typed('^', 'de')).toEqual(['Backquote 5e', 'Space']);
    expect(typed('é', 'de')).toEqual(['Equal e9', 'KeyE']);
    expect(typed('È', 'de')).toEqual(['ShiftLeft+Equal c8', 'ShiftLeft+KeyE']);
    expect(typed('ê', 'fr')).toEqual(['BracketLeft ea', 'KeyE']);
    // This one has a key of its own.
    expect(typed('é', 'fr')).toEqual(['Digit2 e9']);
  });

  it('takes letters and their marks however they were written', () => {
    expect(typed('e\u0301', 'de')).toEqual(typed('\u00e9', 'de'));
  });

  it('says what a keyboard cannot write, each once, and leaves it out', () => {
    expect(typingOf('ñandú €5 €', LAYOUTS.us)).toMatchObject({ untypable: ['ñ', 'ú', '€'] });
    expect(typingOf('漢😀\u0007', LAYOUTS.de).untypable).toEqual(['漢', '😀', '\u0007']);
    expect(typed('x€', 'us')).toEqual(['KeyX 78']);
    expect(typed('€', 'uk')).toEqual(['AltRight+Digit4 10020ac']);
  });

  it.each(Object.entries(LAYOUTS))('the layout %s writes all of ASCII, each character in one way', (_id, layout) => {
    const ascii = Array.from({ length: 0x5f }, (_, at) => String.fromCharCode(0x20 + at)).join('');
    const { strokes, untypable } = typingOf(ascii, layout);
    expect(untypable).toEqual([]);
    const places = strokes.filter(({ keysym }) => keysym !== 0).map((each) => read({ ...each, keysym: 0 }));
    expect(new Set(places).size).toBe(ascii.length);
  });
});

describe('striking a key', () => {
  it('holds the others down around it', () => {
    const sent: string[] = [];
    strike((key, isDown) => sent.push(`${isDown ? '+' : '-'}${key.code}`), CTRL_ALT_DEL.stroke);
    expect(sent).toEqual(['+ControlLeft', '+AltLeft', '+Delete', '-Delete', '-AltLeft', '-ControlLeft']);
  });
});
