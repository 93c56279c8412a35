import { expect, test } from 'vitest';
import { readFaultRules } from './fault-file';

test.each([
  [{ method: 'VM.begin', drop: true }, 'the file: rule 0: there is no message VM.begin'],
  [{ method: 'VM.begin*', drop: true }, 'the file: rule 0: no message fits VM.begin*'],
  [
    { method: 'VM.start', match: { self: 'x' }, drop: true },
    'the file: rule 0: VM.start has no parameter self; it has vm, start_paused, force',
  ],
  [{ method: 'VM.start' }, 'the file: rule 0: needs one of error, drop and delayMs'],
])('the rule %j, which no call could meet, is refused', (rule, text) => {
  expect(() => readFaultRules(JSON.stringify([rule]), 'the file')).toThrow(text);
});

test('a rule may name a message by its other name, and calls that are no messages', () => {
  const rules = [
    { method: 'VM_start', drop: true },
    { method: 'system.listMethods', delayMs: 1 },
  ];
  expect(readFaultRules(JSON.stringify(rules), 'the file')).toEqual(rules);
});
