/**
 * Natural order of names: "vm2" before "vm10", without regard to case and accents, the same in every browser and locale.
 * Names become keys that compare with `<`, several times cheaper than Intl.Collator for sorting thousands of rows.
 */
const MAX_CACHED = 50_000;
const cache = new Map<string, string>();

/** A key such that `key(a) < key(b)` is the natural order of `a` and `b`; equal keys are told apart by the names. */
export function naturalKey(name: string): string {
  const cached = cache.get(name);
  if (cached !== undefined) return cached;
  const key = buildKey(name);
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(name, key);
  return key;
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Natural order; names that differ only by case or accents stand in code unit order. */
export function compareNatural(a: string, b: string): number {
  return compareText(naturalKey(a), naturalKey(b)) || compareText(a, b);
}

/**
 * A run of digits becomes a character for its length without leading zeros, then the digits: a longer number is
 * a larger one. The length character lies in the digits' own range of the order: before letters, after punctuation.
 */
function buildKey(name: string): string {
  const plain = isAscii(name)
    ? name.toLowerCase()
    : name
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '')
        .toLowerCase();
  return /\d/.test(plain) ? plain.replace(/\d+/g, numberKey) : plain;
}

function numberKey(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  // '0' to '9' stand for lengths 1 to 9; a longer number starts with nines for each nine digits.
  const nines = Math.floor((significant.length - 1) / 9);
  return '9'.repeat(nines) + String(significant.length - nines * 9 - 1) + significant;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}
