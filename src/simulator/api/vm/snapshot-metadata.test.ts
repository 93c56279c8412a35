import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Records } from '../../../xapi/datamodel/types.gen';
import { defaultRow } from '../../engine/defaults';
import { readMetadata, writeMetadata } from './snapshot-metadata';

const change = fc.record<Partial<Records['VM']>>(
  {
    name_label: fc.string({ maxLength: 12 }),
    power_state: fc.constantFrom('Running', 'Halted'),
    memory_target: fc.nat(),
    other_config: fc.dictionary(fc.string({ maxLength: 4 }), fc.string({ maxLength: 9 }), { maxKeys: 3 }),
    tags: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
    groups: fc.array(fc.string({ maxLength: 5 }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

test('what is written of a VM again and again is what would be written of it for the first time', () => {
  let number = 0;
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
      let vm: Records['VM'] = { ...defaultRow('VM'), uuid: `written-${(number += 1)}` };
      for (const each of changes) {
        vm = { ...vm, ...each };
        const text = writeMetadata(vm);
        const first = writeMetadata({ ...vm, uuid: `first-${(number += 1)}` });
        expect(text.replace(/'written-\d+'/, '')).toBe(first.replace(/'first-\d+'/, ''));
        const { name_label, power_state, tags, groups } = vm;
        expect(readMetadata(text)).toMatchObject({ uuid: vm.uuid, name_label, power_state, tags, groups });
      }
    }),
    { numRuns: 60 },
  );
});
