import { describe, expect, test } from 'vitest';
import { SUBJECTS } from './calibration';
import { factCoverage } from './coverage';
import { ELSEWHERE, FACTS, PROSE } from './facts';

const named = SUBJECTS.flatMap(({ comparisons, rules }) => [...comparisons(), ...rules]);

describe('the facts of the source documents', () => {
  test('are named by ids that exist', () => {
    const known = new Set(FACTS);
    expect([...named.flatMap(({ facts }) => facts), ...PROSE, ...ELSEWHERE].filter((fact) => !known.has(fact))).toEqual(
      [],
    );
  });

  test('are each covered by a row, prose, or behaviour of another room', () => {
    const ways = factCoverage().map(({ fact, rows, isProse, isElsewhere }) => ({
      fact,
      ways: [rows.length > 0, isProse, isElsewhere].filter((is) => is).length,
    }));
    expect(ways.filter(({ ways }) => ways !== 1)).toEqual([]);
    expect(ways).toHaveLength(340);
  });
});

test('every figure and rule has an id of its own', () => {
  const ids = named.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
