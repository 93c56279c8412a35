import { describe, expect, test } from 'vitest';
import { SUBJECTS } from './calibration';
import { factCoverage } from './coverage';
import { FACTS, PROSE } from './facts';

const named = SUBJECTS.flatMap(({ comparisons, rules }) => [...comparisons(), ...rules]);

describe('the facts of the source documents', () => {
  test('are named by ids that exist', () => {
    const known = new Set(FACTS);
    expect([...named.flatMap(({ facts }) => facts), ...PROSE].filter((fact) => !known.has(fact))).toEqual([]);
  });

  test('are either covered or prose, not both', () => {
    expect(factCoverage().filter(({ rows, isProse }) => isProse && rows.length > 0)).toEqual([]);
  });

  test('leave none of a finished area without a row', () => {
    const finished = /^(STORAGE|NETWORK|DENSITY|DOM0-MEM|ALUA|GPU)-/;
    const open = factCoverage().filter(
      ({ fact, rows, isProse }) => finished.test(fact) && !isProse && rows.length === 0,
    );
    expect(open.map(({ fact }) => fact)).toEqual([]);
  });
});

test('every figure and rule has an id of its own', () => {
  const ids = named.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
