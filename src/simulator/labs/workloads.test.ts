import { describe, expect, test } from 'vitest';
import { WORKLOAD_KINDS } from '../../control/workloads';
import { WORKLOADS } from '../physics/workloads';
import { readWorkload } from '../api/metrics/workload';

describe('what people can choose for guests', () => {
  test('is every workload that guests know', () => {
    expect(WORKLOAD_KINDS.map(({ name }) => name)).toEqual(Object.keys(WORKLOADS));
  });

  test.each(WORKLOAD_KINDS)('$name begins as the guest would, and each of its values is understood', (kind) => {
    const plain = readWorkload(kind.name);
    expect(plain).not.toBeNull();
    for (const { key, ...input } of kind.inputs) {
      const values = input.kind === 'number' ? [input.min, input.max] : input.options.map(({ value }) => value);
      const word = (value: string | number): string => (key === 'access' ? String(value) : `${key}=${String(value)}`);
      for (const value of values.filter((each) => each !== '')) {
        expect(readWorkload(`${kind.name} ${word(value)}`), word(value)).not.toBeNull();
      }
      if (input.initial !== '') expect(readWorkload(`${kind.name} ${word(String(input.initial))}`)).toEqual(plain);
    }
  });
});
