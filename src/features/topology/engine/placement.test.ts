import { expect, it } from 'vitest';
import { readInventory } from '../../../xapi/cache/cache';
import type { Ref } from '../../../xapi/datamodel/ref';
import { rows } from '../../objects';
import type { Inventory } from '../../objects';
import { connectTo, openSimulatedPool, until } from '../../fixtures/simulated-pool';
import { failureOf } from './failure';
import { riskOf, subjectsOf, worstFirst } from './overview';
import { Placement } from './placement';
import { isMachine } from './needs';

/** Whether the pool itself would let a VM start on a server. */
async function poolSays(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch {
    return false;
  }
}

it('says of every VM and server what the pool says', async () => {
  const simulator = await openSimulatedPool();
  const connection = await connectTo(simulator);
  const offs = (['VUSB', 'USB_group', 'PUSB'] as const).map((cls) => connection.watch(cls));
  await until(connection, (inventory) => rows(inventory, 'PUSB').size > 0 || rows(inventory, 'host').size > 0);
  const inventory: Inventory = readInventory(connection);
  const differing: string[] = [];
  for (const [ref, vm] of rows(inventory, 'VM')) {
    if (!isMachine(vm) || vm.power_state === 'Suspended') continue;
    const placement = new Placement(inventory, failureOf(inventory, { kind: 'vm', ref: '' }), new Set<Ref<'VM'>>());
    for (const [host, record] of rows(inventory, 'host')) {
      if (host === vm.resident_on || !record.enabled) continue;
      const own = placement.refusal(vm, host, record);
      const itsOwn = await poolSays(() => connection.call('VM.assert_can_boot_here', ref, host));
      if (itsOwn !== (own === null))
        differing.push(`${vm.name_label} on ${record.name_label}: ${own?.why() ?? 'fits'}`);
    }
  }
  for (const off of offs) off();
  connection.close();
  expect(differing).toEqual([]);
});

it('counts the consequences of everything that may fail in a pool', async () => {
  const simulator = await openSimulatedPool();
  const connection = await connectTo(simulator);
  const inventory: Inventory = readInventory(connection);
  const risks = worstFirst(subjectsOf(inventory).map(([at, subject]) => riskOf(inventory, connection.id, at, subject)));
  connection.close();
  expect(new Set(risks.map(({ subject }) => subject.kind))).toEqual(
    new Set(['host', 'sr', 'network', 'switch', 'gpuGroup']),
  );
  const [first] = risks;
  // The network that reaches the arrays takes with it what is on them.
  expect(first?.name).toBe('Storage');
  expect(first?.stopped).toBe(first?.stop);
  expect(risks.find(({ name }) => name === 'Fast NFS')?.stop).toBeLessThanOrEqual(first?.stop ?? 0);
});
