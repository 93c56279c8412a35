import { describe, expect, test } from 'vitest';
import { Simulator } from '../../simulator';
import { buildWorld, scenarioStart } from '../registry';
import { problemsOf } from '../testing/invariants';
import { ROLES, rolesFor } from './names';

async function scale(hosts: number, vms: number): Promise<Simulator> {
  const simulator = new Simulator({ seed: 3, ...scenarioStart('scale') });
  await buildWorld(simulator, 'scale', { hosts, vms });
  return simulator;
}

describe('a Scale world', () => {
  test('has as many servers and VMs as asked for, two thirds of them running, on all servers', async () => {
    const simulator = await scale(8, 600);
    const { db } = simulator.world;
    const guests = [...db.all('VM')].filter(([, vm]) => !vm.is_a_template && !vm.is_control_domain);
    expect([db.count('host'), guests.length]).toEqual([8, 600]);
    expect(guests.filter(([, vm]) => vm.power_state === 'Running')).toHaveLength(400);
    for (const [, host] of db.all('host')) expect(host.resident_VMs).toHaveLength(51);
    expect(problemsOf(simulator.world)).toEqual([]);
  });

  test('names VMs by their role, numbered without gaps', async () => {
    const { db } = (await scale(2, 100)).world;
    const names = [...db.all('VM')]
      .filter(([, vm]) => !vm.is_a_template && !vm.is_control_domain)
      .map(([, vm]) => vm.name_label);
    for (const { name } of ROLES) {
      const numbers = names
        .filter((each) => each.startsWith(`${name}-`))
        .map((each) => Number(each.slice(name.length + 1)));
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, at) => at + 1));
    }
  });

  test('keeps to its limits, and may be empty', async () => {
    const { db } = (await scale(1, 0)).world;
    expect([
      db.count('host'),
      [...db.all('VM')].some(([, vm]) => vm.power_state === 'Running' && !vm.is_control_domain),
    ]).toEqual([1, false]);
    expect((await scale(100, 3)).world.db.count('host')).toBe(64);
  });

  test('of 64 servers and 10,000 VMs is whole', async () => {
    const simulator = await scale(64, 10_000);
    expect(problemsOf(simulator.world)).toEqual([]);
  }, 60_000);
});

test('roles keep their shares from the first hundred on', () => {
  const roles = rolesFor(100);
  for (const role of ROLES)
    expect([role.name, roles.filter((each) => each === role).length]).toEqual([role.name, role.share]);
  expect(new Set(rolesFor(10)).size).toBeGreaterThan(4);
});
