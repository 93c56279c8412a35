/**
 * Fuzzy matching for the command palette: one term against one text, scored so that what a person most likely means
 * comes first: the whole name, then its beginning, then the beginning of a word, then anywhere, then scattered letters.
 */

/** A text prepared once, so that a keystroke costs no folding and most texts are refused by one bit test. */
export interface FoldedText {
  readonly text: string;
  /** One bit a letter, ten digits in one bit, everything else in one bit. */
  readonly mask: number;
}

const COMBINING = /[\u0300-\u036f]/g;
const DIGIT_BIT = 1 << 26;
const OTHER_BIT = 1 << 27;
const A = 97;
const Z = 122;
const ZERO = 48;
const NINE = 57;

/** Lower case without diacritics, as long as the original when that is possible, so that positions can be marked. */
export function foldText(original: string): string {
  const lower = original.toLowerCase();
  for (let i = 0; i < lower.length; i += 1) {
    if (lower.charCodeAt(i) > 127) return lower.normalize('NFD').replace(COMBINING, '');
  }
  return lower;
}

function letterMask(folded: string): number {
  let mask = 0;
  for (let i = 0; i < folded.length; i += 1) {
    const code = folded.charCodeAt(i);
    if (code >= A && code <= Z) mask |= 1 << (code - A);
    else if (code >= ZERO && code <= NINE) mask |= DIGIT_BIT;
    else if (code !== 32) mask |= OTHER_BIT;
  }
  return mask;
}

export function fold(original: string): FoldedText {
  const text = foldText(original);
  return { text, mask: letterMask(text) };
}

function isWordCharacter(code: number): boolean {
  return (code >= A && code <= Z) || (code >= ZERO && code <= NINE) || code > 127;
}

/** True where a word begins: at the start, after a separator, where digits follow letters or leading zeros. */
function isBoundary(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  if (!isWordCharacter(before)) return true;
  const here = text.charCodeAt(at);
  if (here < ZERO || here > NINE) return false;
  return before < ZERO || before > NINE || (before === ZERO && here !== ZERO);
}

const EXACT = 1000;
const PREFIX = 850;
const WORD = 700;
const INSIDE = 500;
const SCATTERED = 120;
/** Scattered letters that earn less than this are noise rather than a match. */
const SCATTERED_FLOOR = 40;

function substringScore(text: string, term: string): number {
  const first = text.indexOf(term);
  if (first < 0) return 0;
  const spare = Math.min(text.length - term.length, 60);
  if (first === 0) return spare === 0 ? EXACT : PREFIX - spare;
  for (let at = first; at >= 0; at = text.indexOf(term, at + 1)) {
    if (isBoundary(text, at)) return WORD - spare - Math.min(at, 40) / 4;
  }
  return INSIDE - spare - Math.min(first, 40) / 4;
}

/** Positions of the letters of `term` in `text`, in order, pulled together from the right; null when they are not there. */
function scatteredPositions(text: string, term: string): number[] | null {
  let end = -1;
  for (let i = 0; i < term.length; i += 1) {
    end = text.indexOf(term.charAt(i), end + 1);
    if (end < 0) return null;
  }
  const positions = new Array<number>(term.length);
  let at = end;
  for (let i = term.length - 1; i >= 0; i -= 1) {
    at = text.lastIndexOf(term.charAt(i), at);
    positions[i] = at;
    at -= 1;
  }
  return positions;
}

function scatteredScore(text: string, term: string): number {
  const positions = scatteredPositions(text, term);
  if (positions === null) return 0;
  let score = SCATTERED;
  let strays = 0;
  let before = -2;
  for (const at of positions) {
    const boundary = isBoundary(text, at);
    if (boundary) score += 18;
    if (at === before + 1) score += 12;
    else if (before >= 0) score -= Math.min(at - before, 8) * 4;
    if (!boundary && at !== before + 1) strays += 1;
    before = at;
  }
  const first = positions[0] ?? 0;
  // An acronym may reach across the whole name; letters from the middle of words have to be several and close together.
  if (strays > 0 && (term.length < 3 || before - first > 3 * term.length + 3)) return 0;
  score -= Math.min(first, 12) * 2;
  return score < SCATTERED_FLOOR ? 0 : Math.min(score, INSIDE - 100);
}

/** How well one folded term fits a text; 0 when it does not. Scattered letters need at least two of them. */
export function scoreTerm(target: FoldedText, term: FoldedText): number {
  if ((target.mask & term.mask) !== term.mask) return 0;
  const whole = substringScore(target.text, term.text);
  if (whole > 0 || term.text.length < 2) return whole;
  return scatteredScore(target.text, term.text);
}

/** Which characters of `original` a term matched, as [start, end) ranges, for marking them on the screen. */
export function matchRanges(original: string, term: FoldedText): readonly (readonly [number, number])[] {
  const text = foldText(original);
  if (text.length !== original.length || term.text === '') return [];
  const at = bestSubstring(text, term.text);
  if (at >= 0) return [[at, at + term.text.length]];
  const positions = scatteredPositions(text, term.text);
  if (positions === null) return [];
  const ranges: [number, number][] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === position) last[1] = position + 1;
    else ranges.push([position, position + 1]);
  }
  return ranges;
}

function bestSubstring(text: string, term: string): number {
  const first = text.indexOf(term);
  for (let at = first; at >= 0; at = text.indexOf(term, at + 1)) if (isBoundary(text, at)) return at;
  return first;
}
