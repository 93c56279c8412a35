import { expect, test } from 'vitest';
import type { EventBatch, XapiEvent } from '../../../xapi/datamodel/ref';
import { testPool, testVm } from '../testing';

/** What a client hears, as `class operation`, with the part of the record that matters here. */
function heard({ events }: EventBatch): readonly string[] {
  return events.map((event: XapiEvent) => `${event.class} ${event.operation}`);
}

test('a client that follows a start hears of it in an order that it can rely on', async () => {
  const pool = testPool({ hosts: 1 });
  const { sim } = pool;
  const vm = await testVm(pool);
  const from = async (token: string): Promise<EventBatch> => {
    const call = sim.call('event.from', ['*'], token, 0) as unknown as Promise<EventBatch>;
    sim.advance(200);
    return call;
  };
  const { token } = await from('');
  const started = sim.call('VM.start', vm, false, false);
  const begun = await from(token);
  expect(heard(begun)).toEqual(['task add', ...heard(begun).slice(1)]);
  const vmBegun = begun.events.find((event) => event.class === 'vm')?.snapshot;
  expect(vmBegun).toMatchObject({ power_state: 'Halted', scheduled_to_be_resident_on: pool.hosts[0] });
  expect(Object.values((vmBegun as { current_operations: object }).current_operations)).toEqual(['start']);
  expect((vmBegun as { allowed_operations: readonly string[] }).allowed_operations).toEqual([]);
  const attaching = begun.events.filter((event) => event.class === 'vbd' || event.class === 'vif');
  expect(attaching).toHaveLength(3);
  expect(begun.events.find((event) => event.class === 'host')?.snapshot).toMatchObject({ resident_VMs: [] });
  sim.advance(5000);
  await started;
  const ended = await from(begun.token);
  const order = heard(ended);
  expect(order[0]).toBe('message add');
  expect(order).toContain('console add');
  expect(order.indexOf('console add')).toBeLessThan(order.indexOf('vm mod'));
  expect(order.at(-1)).toBe('task del');
  expect(ended.events.find((event) => event.class === 'vm')?.snapshot).toMatchObject({
    power_state: 'Running',
    resident_on: pool.hosts[0],
    current_operations: {},
  });
  expect(ended.events.find((event) => event.class === 'host')?.snapshot).toMatchObject({
    resident_VMs: [vm],
    current_operations: {},
  });
  expect(ended.valid_ref_counts['task']).toBe(0);
  expect(order).toContain('host_metrics mod');
});
