import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ADVERTISED_OPERATIONS, ALL_OPERATIONS, mayOverlap, powerStatesFor, type VmOperation } from './operation-table';

const MODEL = new URL('xenapi-model.json', new URL('../../../../../shared/reference/', import.meta.url));

interface Lifecycle {
  readonly allowed_power_states: Readonly<Record<string, readonly string[]>>;
  readonly not_in_allowed_operations_field: readonly string[];
}

describe.skipIf(!existsSync(MODEL))('the table of VM operations agrees with the reference model', () => {
  const { vm_lifecycle } = existsSync(MODEL)
    ? (JSON.parse(readFileSync(MODEL, 'utf8')) as { vm_lifecycle: Lifecycle })
    : { vm_lifecycle: { allowed_power_states: {}, not_in_allowed_operations_field: [] } };

  test.each(Object.entries(vm_lifecycle.allowed_power_states))('about the power states of %s', (op, states) => {
    // Only the error's text has an order; the model lists some of them differently.
    expect([...powerStatesFor(op as VmOperation, false, false)].sort()).toEqual([...states].sort());
  });

  test('about which operations clients are told of', () => {
    const advertised = ALL_OPERATIONS.filter((op) => !vm_lifecycle.not_in_allowed_operations_field.includes(op));
    expect(ADVERTISED_OPERATIONS).toEqual(advertised);
  });
});

describe('operations on one VM', () => {
  test('of which all copies may run at the same time', () => {
    expect(mayOverlap('clone', ['copy', 'export'])).toBe(true);
    expect(mayOverlap('clone', ['snapshot'])).toBe(false);
    expect(mayOverlap('snapshot', ['checkpoint'])).toBe(true);
  });

  test.each(ALL_OPERATIONS)('leave a forced shutdown and reboot possible during %s', (op) => {
    expect(mayOverlap('hard_shutdown', [op])).toBe(op !== 'hard_shutdown');
    expect(mayOverlap('hard_reboot', [op])).toBe(op !== 'hard_shutdown' && op !== 'hard_reboot');
    expect(mayOverlap('clean_shutdown', [op])).toBe(op === 'migrate_send');
  });

  test('let a guest be shut down while it moves between pools, but not the other way round', () => {
    expect(mayOverlap('clean_reboot', ['migrate_send'])).toBe(true);
    expect(mayOverlap('migrate_send', ['clean_reboot'])).toBe(false);
  });
});
