/**
 * Compares lists of rows by what they show, for `useDerived`: rows stay the same while no fact of any of them changed.
 * Facts are compared by identity, as records of the cache are.
 */
export function sameRows<Row>(
  factsOf: (row: Row) => readonly unknown[],
): (a: readonly Row[], b: readonly Row[]) => boolean {
  const isSame = (a: Row, b: Row): boolean => {
    const other = factsOf(b);
    return factsOf(a).every((fact, at) => Object.is(fact, other[at]));
  };
  return (a, b) => a.length === b.length && a.every((row, at) => isSame(row, b[at] as Row));
}
