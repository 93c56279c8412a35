import fc from 'fast-check';
import { expect, it } from 'vitest';

import type { AnyRecord, Ref } from '../datamodel/ref';
import { pack, unpack } from './pack';

const value = fc.oneof(
  fc.constantFrom<unknown>('', '{}', '[]', 'Running', 'Halted', 0, true, false),
  fc.string(),
  // Without -0, which counts as 0.
  fc.double().map((number) => number + 0),
  fc.array(fc.string(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
);
const fields = { power_state: value, name_label: value, other_config: value };
const row = fc.oneof(
  { weight: 9, arbitrary: fc.record(fields) },
  { weight: 1, arbitrary: fc.record(fields, { requiredKeys: [] }) },
);

/** What the way between two threads does to a message. */
const cross = <T>(message: T): T => structuredClone(message);

it('gives back the records that were packed, in their order', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 80 }), (rows) => {
      const entries = rows.map((one, index) => [`ref${index}`, one as unknown as AnyRecord] as [Ref, AnyRecord]);
      const expected = structuredClone(entries);
      expect(unpack(cross(pack(entries)))).toEqual(expected);
    }),
    { seed: 1, numRuns: 300 },
  );
});

it('lets equal values be one object, and all empty ones the same', () => {
  const rows = Array.from({ length: 50 }, (_, index): [Ref, AnyRecord] => {
    const record = { uuid: `u${index}`, tags: [], blobs: {}, platform: { acpi: '1' } };
    return [`ref${index}`, record as unknown as AnyRecord];
  });
  const records = unpack(cross(pack(rows))).map(([, record]) => record as unknown as Record<string, unknown>);
  expect(new Set(records.map((record) => record['tags'])).size).toBe(1);
  expect(new Set(records.map((record) => record['platform'])).size).toBe(1);
  expect(Object.isFrozen(records[0]?.['blobs'])).toBe(true);
});
