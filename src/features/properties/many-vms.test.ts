import { describe, expect, it } from 'vitest';
import { initialOf, targetsOf } from '../commands';
import type { Input } from '../commands';
import { makePool } from '../fixtures/pools';
import { manyVmCommands } from './commands/many-vms';

const GIB = 2 ** 30;

const pool = makePool({ hosts: 1, vms: 3 });
const fixed = (bytes: number) => ({
  memory_static_min: GIB / 2,
  memory_dynamic_min: bytes,
  memory_dynamic_max: bytes,
  memory_static_max: bytes,
});
pool.set('VM', 'vm0', { ...fixed(4 * GIB), memory_dynamic_min: GIB, VCPUs_max: 8, VCPUs_at_startup: 2 });
pool.set('VM', 'vm1', { ...fixed(2 * GIB), VCPUs_max: 2, VCPUs_at_startup: 2 });
pool.set('VM', 'vm2', { ...fixed(2 * GIB), VCPUs_max: 2, VCPUs_at_startup: 2 });
const inventory = pool.inventory();
const size = manyVmCommands.find(({ id }) => id === 'vm.size');

/** What the dialog holds for these VMs, and the calls for the first of them after some of it was changed. */
function dialogOf(...vms: readonly string[]) {
  const targets = targetsOf(
    inventory,
    vms.map((ref) => ({ connection: 'lab', class: 'VM', ref })),
  );
  const [first] = targets;
  if (!size || !first) throw new Error('no VM');
  const fields = size.fields?.(inventory, targets, 0) ?? [];
  const initial: Input = Object.fromEntries(fields.map((field) => [field.id, initialOf(field)]));
  return {
    fields,
    initial,
    methods: (changed: Input) =>
      size.script(inventory, first, { ...initial, ...changed }).api.map((line) => line.slice(0, line.indexOf('('))),
  };
}

describe('memory and vCPUs', () => {
  it('begin empty where VMs differ or one has a range, and then stay as they are', () => {
    for (const vms of [['vm0'], ['vm0', 'vm1'], ['vm1', 'vm0']]) {
      expect(dialogOf(...vms).initial).toEqual({ memory: '', vcpus: '' });
      expect(dialogOf(...vms).methods({})).toEqual([]);
    }
    expect(dialogOf('vm1', 'vm2').initial).toEqual({ memory: String(2 * GIB), vcpus: '2' });
    expect(dialogOf('vm1', 'vm2').methods({})).toEqual([]);
  });

  it('are changed one without the other', () => {
    const { methods, fields } = dialogOf('vm0', 'vm1');
    expect(methods({ memory: String(3 * GIB) })).toEqual(['VM.set_memory_limits']);
    expect(methods({ vcpus: '4' })).toEqual(['VM.set_VCPUs_at_startup', 'VM.set_VCPUs_max']);
    const vcpus = fields.find(({ id }) => id === 'vcpus');
    const problem = (text: string) => vcpus?.kind === 'text' && vcpus.problem?.(text, {});
    expect([problem(''), problem('64')]).toEqual([null, null]);
    expect([problem('65'), problem('0'), problem('x')]).toEqual(Array(3).fill('A whole number from 1 to 64.'));
  });
});
