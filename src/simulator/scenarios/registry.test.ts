import { describe, expect, test } from 'vitest';
import { Simulator } from '../simulator';
import { buildWorld, scenarios, scenarioStart, type ScenarioOptions } from './registry';
import { problemsOf } from './testing/invariants';

async function world(name: string, seed = 1, options: ScenarioOptions = {}): Promise<Simulator> {
  const simulator = new Simulator({ seed, ...scenarioStart(name) });
  await buildWorld(simulator, name, options);
  return simulator;
}

const SMALL: ScenarioOptions = { hosts: 4, vms: 120 };

test('a world may be handed over at another time, and is then as old as ever', async () => {
  const atMs = Date.UTC(2031, 6, 1, 12, 30);
  const simulator = new Simulator(scenarioStart('test-bed-6.5', atMs));
  await buildWorld(simulator, 'test-bed-6.5');
  expect(simulator.nowMs).toBe(atMs);
  const usual = await world('test-bed-6.5');
  const ages = ({ nowMs, world: { db } }: Simulator) =>
    [...db.all('host')].map(([, { other_config }]) => nowMs - 1000 * Number(other_config['boot_time']));
  expect(ages(usual)[0]).toBeGreaterThan(0);
  expect(ages(simulator)).toEqual(ages(usual));
});

describe.each(scenarios.map(({ name }) => name))('the world “%s”', (name) => {
  test('is whole and calm, on Monday morning', async () => {
    const simulator = await world(name, 1, SMALL);
    expect(problemsOf(simulator.world)).toEqual([]);
    expect(new Date(simulator.nowMs).toISOString()).toBe('2026-01-05T08:00:00.000Z');
    expect(simulator.nextDueMs()).toBeNull();
    expect(simulator.world.surroundings.clockMode).toBe('manual');
  });

  test('is the same for the same seed, and another for another', async () => {
    const [once, again, other] = [
      await world(name, 7, SMALL),
      await world(name, 7, SMALL),
      await world(name, 8, SMALL),
    ];
    expect(again.hash()).toBe(once.hash());
    expect(other.hash()).not.toBe(once.hash());
  });

  test('survives being saved', async () => {
    const simulator = await world(name, 1, SMALL);
    const copy = new Simulator();
    copy.load(simulator.save());
    expect(copy.hash()).toBe(simulator.hash());
  });

  test('lets every object do what its state allows', async () => {
    const simulator = await world(name, 1, SMALL);
    for (const vm of Object.values(await simulator.call('VM.get_all_records'))) {
      const allowed = vm.allowed_operations;
      const isGuest = !vm.is_a_template && !vm.is_control_domain;
      expect([vm.name_label, allowed.includes('start')]).toEqual([
        vm.name_label,
        isGuest && vm.power_state === 'Halted',
      ]);
      expect([vm.name_label, allowed.includes('clean_shutdown')]).toEqual([
        vm.name_label,
        isGuest && vm.power_state === 'Running',
      ]);
      expect([vm.name_label, allowed.includes('resume')]).toEqual([
        vm.name_label,
        isGuest && vm.power_state === 'Suspended',
      ]);
    }
    for (const host of Object.values(await simulator.call('host.get_all_records'))) {
      expect(host.allowed_operations.includes('vm_start')).toBe(host.enabled);
    }
    for (const sr of Object.values(await simulator.call('SR.get_all_records'))) {
      expect(sr.allowed_operations.includes('vdi_create')).toBe(
        !['iso', 'udev'].includes(sr.type) || (sr.type === 'iso' && !sr.is_tools_sr),
      );
    }
  });
});

test('a scenario that is not there is refused by name', async () => {
  await expect(world('atlantis')).rejects.toThrow('There is no scenario atlantis');
});

test('the clock of a simulator that is running goes on running after the build', async () => {
  const simulator = new Simulator({ clockMode: 'running', ...scenarioStart('empty') });
  await buildWorld(simulator, 'empty');
  expect(simulator.world.surroundings.clockMode).toBe('running');
});
