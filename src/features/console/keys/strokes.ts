/** A key that is struck: what it means (an X11 keysym; 0 for nothing) and where it is (`KeyboardEvent.code`). */
export interface Key {
  readonly keysym: number;
  readonly code: string;
}

/** A key with those that are held down meanwhile. */
export interface Stroke extends Key {
  readonly held: readonly Key[];
}

const CONTROL: Key = { keysym: 0xffe3, code: 'ControlLeft' };
const ALT: Key = { keysym: 0xffe9, code: 'AltLeft' };
export const SHIFT: Key = { keysym: 0xffe1, code: 'ShiftLeft' };
export const ALT_GR: Key = { keysym: 0xfe03, code: 'AltRight' };
export const RETURN: Key = { keysym: 0xff0d, code: 'Enter' };
export const TAB: Key = { keysym: 0xff09, code: 'Tab' };
export const SPACE: Key = { keysym: 0x20, code: 'Space' };

const F1_KEYSYM = 0xffbe;

const stroke = (key: Key, ...held: readonly Key[]): Stroke => ({ ...key, held });

/** Keys that browsers and operating systems keep for themselves, for the menu of a console. */
export interface Chord {
  readonly id: string;
  readonly label: string;
  readonly stroke: Stroke;
}

export const CTRL_ALT_DEL: Chord = {
  id: 'ctrl-alt-del',
  label: 'Ctrl+Alt+Del',
  stroke: stroke({ keysym: 0xffff, code: 'Delete' }, CONTROL, ALT),
};

export const CHORDS: readonly (readonly Chord[])[] = [
  [
    CTRL_ALT_DEL,
    { id: 'alt-tab', label: 'Alt+Tab', stroke: stroke(TAB, ALT) },
    { id: 'alt-f4', label: 'Alt+F4', stroke: stroke({ keysym: F1_KEYSYM + 3, code: 'F4' }, ALT) },
    {
      id: 'ctrl-alt-backspace',
      label: 'Ctrl+Alt+Backspace',
      stroke: stroke({ keysym: 0xff08, code: 'Backspace' }, CONTROL, ALT),
    },
    { id: 'ctrl-esc', label: 'Ctrl+Esc', stroke: stroke({ keysym: 0xff1b, code: 'Escape' }, CONTROL) },
  ],
  [
    { id: 'windows', label: 'Windows key', stroke: stroke({ keysym: 0xffeb, code: 'MetaLeft' }) },
    { id: 'print-screen', label: 'Print Screen', stroke: stroke({ keysym: 0xff61, code: 'PrintScreen' }) },
    { id: 'escape', label: 'Esc', stroke: stroke({ keysym: 0xff1b, code: 'Escape' }) },
  ],
  Array.from({ length: 7 }, (_, at) => ({
    id: `ctrl-alt-f${at + 1}`,
    label: `Ctrl+Alt+F${at + 1}`,
    stroke: stroke({ keysym: F1_KEYSYM + at, code: `F${at + 1}` }, CONTROL, ALT),
  })),
];

/** What strikes keys at the other end. */
export type SendKey = (key: Key, isDown: boolean) => void;

export function strike(send: SendKey, { held, ...key }: Stroke): void {
  for (const each of held) send(each, true);
  send(key, true);
  send(key, false);
  for (const each of held.toReversed()) send(each, false);
}
