import { describe, expect, it } from 'vitest';
import type { Lab } from '../../control/labs/lab';
import { changedInputs, initialValues, readInputs, valueText, writeInputs } from './lab-inputs';

const LAB: Lab = {
  id: 'tapdisk',
  title: 'A lab',
  lookFor: 'Look.',
  world: 'A world',
  inputs: [
    {
      kind: 'choices',
      key: 'release',
      label: 'Release',
      options: [
        { value: '6.2', label: 'Six two' },
        { value: 'a,b~c', label: 'Odd' },
      ],
      initial: ['6.2'],
    },
    {
      kind: 'choice',
      key: 'path',
      label: 'Path',
      options: [
        { value: 'x', label: 'X' },
        { value: 'y', label: 'Y' },
      ],
      initial: 'x',
    },
    { kind: 'number', key: 'rate', label: 'Rate', unit: 'MB/s', min: 0, max: 10, step: 0.5, initial: 2 },
  ],
};

describe('inputs in an address', () => {
  it('are absent as long as they are as given', () => {
    expect(writeInputs(LAB, initialValues(LAB))).toBe('');
    expect(readInputs(LAB, '')).toEqual({ values: { release: ['6.2'], path: 'x', rate: 2 }, unknown: [] });
  });

  it('come back as they were, whatever their options are called', () => {
    const values = { release: ['6.2', 'a,b~c'], path: 'y', rate: 0.5 };
    const text = writeInputs(LAB, values);
    expect(text).toBe('release:6.2~a%2Cb%7Ec,path:y,rate:0.5');
    expect(readInputs(LAB, text)).toEqual({ values, unknown: [] });
  });

  it('are left as given where the address asks for what there is not', () => {
    const text = 'release:7.0,release:,path:z,rate:11,rate:-1,rate:NaN,rate:1e1,nope:1,x,path:%E0%A4%A';
    const { values, unknown } = readInputs(LAB, text);
    expect(values).toEqual(initialValues(LAB));
    expect(unknown).toEqual(text.split(','));
  });
});

describe('the name of a run', () => {
  it('says what differs in words', () => {
    const values = { ...initialValues(LAB), rate: 3, path: 'y' };
    const changed = changedInputs(LAB, values).map((input) =>
      valueText(input, values[input.key as keyof typeof values]),
    );
    expect(changed).toEqual(['Y', '3 MB/s']);
  });
});
