import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../../simulator/simulator';
import { readInventory } from '../../xapi/cache/cache';
import type { Connection } from '../../xapi/client/contract';
import { evaluate, targetsOf } from '../commands';
import type { Field, Input, PoolCommand, Target } from '../commands';
import { connectTo, openSimulatedPool, runOn, until } from '../fixtures/simulated-pool';
import { only, rows } from '../objects';
import { enableCommand } from './commands/enable';
import { haCommands } from './commands/ha';
import { haState, vmRows } from './ha-rows';

let simulator: Simulator;
let connection: Connection;

beforeEach(async () => {
  simulator = await openSimulatedPool();
  connection = await connectTo(simulator);
});

afterEach(() => connection.close());

const inventory = () => readInventory(connection);

function command(id: string): PoolCommand {
  const found = [enableCommand, ...haCommands].find((each) => each.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

function pool(): Target {
  const ref = only(inventory(), 'pool')?.[0] ?? '';
  const [found] = targetsOf(inventory(), [{ connection: connection.id, class: 'pool', ref }]);
  if (!found) throw new Error('no pool');
  return found;
}

const vmRef = (name: string): string =>
  [...rows(inventory(), 'VM')].find(([, vm]) => vm.name_label === name && !vm.is_a_snapshot)?.[0] ?? '';
const fill = (draft: Input) =>
  evaluate(enableCommand.steps ?? [], { inventory: inventory(), target: pool(), nowMs: 0, draft });

async function enable(): Promise<void> {
  const { input } = fill({ restart: [vmRef('wiki-1')], bestEffort: [vmRef('git-1')], tolerance: '1' });
  await runOn(simulator, connection, enableCommand, pool(), input);
  await until(connection, (now) => haState(now, 'x').isOn);
}

describe('high availability', () => {
  it('is turned on with its heartbeat and the priorities of VMs, and told', async () => {
    expect(haState(inventory(), 'x')).toMatchObject({ isOn: false, facts: [{ text: 'Off' }], heartbeats: [] });
    await enable();
    await until(connection, (now) => haState(now, 'x').heartbeats.every(({ network }) => network === 'Sees 6 of 6'));
    const { facts, heartbeats } = haState(inventory(), 'x');
    expect(facts.map(({ text }) => text).slice(0, 2)).toEqual(['On', 'one server']);
    expect(heartbeats[0]).toMatchObject({ name: 'granta-1', storage: 'Sees 1 of 1' });
    expect(
      vmRows(inventory(), 'x')
        .slice(0, 2)
        .map(({ name, priority }) => [name, priority]),
    ).toEqual([
      ['wiki-1', 'restart'],
      ['git-1', 'best-effort'],
    ]);
    expect(enableCommand.reason(inventory(), pool())).toBe('It is on already.');
  });

  it('works out what the pool can stand, and refuses more', async () => {
    const draft = { restart: [vmRef('wiki-1')] };
    const fields = fill(draft).steps.flatMap((step) => step.fields);
    const most = fields.find(({ id }) => id === 'most') as Extract<Field, { kind: 'search' }>;
    const [answer] = await most.search((method, ...args) => connection.call(method, ...args));
    expect(Number(answer?.key)).toBeGreaterThan(0);
    const told = { ...draft, most: `${most.question}\n0`, tolerance: '2' };
    expect(fill(told).steps.flatMap(({ problems }) => [...problems])).toEqual([
      ['tolerance', 'The pool has room for failures of 0 servers only.'],
    ]);
  });

  it('is changed while it is on, and turned off', async () => {
    await enable();
    await runOn(simulator, connection, command('pool.haTolerance'), pool(), { tolerance: '0' });
    await until(connection, (now) => only(now, 'pool')?.[1].ha_host_failures_to_tolerate === 0);
    await runOn(simulator, connection, command('pool.disableHa'), pool());
    await until(connection, (now) => !haState(now, 'x').isOn);
  });

  it('is refused without a licence, and without storage for the heartbeat', () => {
    const pools = [...rows(inventory(), 'pool')].map(
      ([ref, each]) => [ref, { ...each, restrictions: { enable_xha: 'false' } }] as const,
    );
    expect(enableCommand.reason({ ...inventory(), pool: new Map(pools) }, pool())).toContain('licence');
    expect(fill({ storage: [] }).steps[0]?.problems.get('storage')).toBe('Choose the storage for the heartbeat.');
  });
});
