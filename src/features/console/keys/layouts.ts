/** The keyboard that a guest believes to have. */
export type LayoutId = 'us' | 'uk' | 'de' | 'fr';

/** Characters of one key by level: plain, with Shift, with AltGr. A space stands for none. */
type Keys = Readonly<Record<string, string>>;

export interface Layout {
  readonly keys: Keys;
  /** Levels whose character waits for a letter to stand on, as `code` and level, with that character. */
  readonly dead: readonly (readonly [code: string, level: number, mark: string])[];
}

const LETTERS: Keys = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => [`Key${letter.toUpperCase()}`, `${letter}${letter.toUpperCase()}`]),
);

const US: Keys = {
  ...LETTERS,
  Backquote: '`~',
  Digit1: '1!',
  Digit2: '2@',
  Digit3: '3#',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6^',
  Digit7: '7&',
  Digit8: '8*',
  Digit9: '9(',
  Digit0: '0)',
  Minus: '-_',
  Equal: '=+',
  BracketLeft: '[{',
  BracketRight: ']}',
  Backslash: '\\|',
  Semicolon: ';:',
  Quote: '\'"',
  Comma: ',<',
  Period: '.>',
  Slash: '/?',
};

const UK: Keys = {
  ...US,
  Backquote: '`¬¦',
  Digit2: '2"',
  Digit3: '3£',
  Digit4: '4$€',
  Quote: "'@",
  Backslash: '#~',
  IntlBackslash: '\\|',
  KeyA: 'aAá',
  KeyE: 'eEé',
  KeyI: 'iIí',
  KeyO: 'oOó',
  KeyU: 'uUú',
};

const GERMAN: Keys = {
  ...LETTERS,
  KeyY: 'zZ',
  KeyZ: 'yY',
  KeyQ: 'qQ@',
  KeyE: 'eE€',
  KeyM: 'mMµ',
  Backquote: ' °',
  Digit1: '1!',
  Digit2: '2"²',
  Digit3: '3§³',
  Digit4: '4$',
  Digit5: '5%',
  Digit6: '6&',
  Digit7: '7/{',
  Digit8: '8([',
  Digit9: '9)]',
  Digit0: '0=}',
  Minus: 'ß?\\',
  BracketLeft: 'üÜ',
  BracketRight: '+*~',
  Semicolon: 'öÖ',
  Quote: 'äÄ',
  Backslash: "#'",
  IntlBackslash: '<>|',
  Comma: ',;',
  Period: '.:',
  Slash: '-_',
};

const FRENCH: Keys = {
  ...LETTERS,
  KeyQ: 'aA',
  KeyW: 'zZ',
  KeyA: 'qQ',
  KeyZ: 'wW',
  KeyE: 'eE€',
  KeyM: ',?',
  Backquote: '²',
  Digit1: '&1',
  Digit2: 'é2',
  Digit3: '"3#',
  Digit4: "'4{",
  Digit5: '(5[',
  Digit6: '-6|',
  Digit7: 'è7',
  Digit8: '_8\\',
  Digit9: 'ç9^',
  Digit0: 'à0@',
  Minus: ')°]',
  Equal: '=+}',
  BracketRight: '$£¤',
  Semicolon: 'mM',
  Quote: 'ù%',
  Backslash: '*µ',
  IntlBackslash: '<>',
  Comma: ';.',
  Period: ':/',
  Slash: '!§',
};

/** What the keys of a PC keyboard write, as Windows and XKB agree on it. */
export const LAYOUTS: Readonly<Record<LayoutId, Layout>> = {
  us: { keys: US, dead: [] },
  uk: { keys: UK, dead: [] },
  de: {
    keys: GERMAN,
    dead: [
      ['Backquote', 0, '^'],
      ['Equal', 0, '´'],
      ['Equal', 1, '`'],
    ],
  },
  fr: {
    keys: FRENCH,
    dead: [
      ['BracketLeft', 0, '^'],
      ['BracketLeft', 1, '¨'],
      ['Digit2', 2, '~'],
      ['Digit7', 2, '`'],
    ],
  },
};

export const LAYOUT_IDS: readonly [LayoutId, ...LayoutId[]] = ['us', 'uk', 'de', 'fr'];
